package io.busbar.query.series;

import io.busbar.measure.Catalogue;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.query.access.Database;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.latest.LatestCache;
import io.busbar.topic.LatestRecord;
import io.busbar.topic.LatestRecord.Cells;
import io.busbar.topic.LatestRecord.Origin;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest visible reading of every point of a device. May be shared between threads. */
public final class LatestReadings {

    /** A reading is stale when it is older than so many upload intervals. */
    private static final int STALE_INTERVALS = 3;

    private static final int DEVICES_READ_TOGETHER = 500;

    private final Database database;
    private final LatestCache cache;
    private final Catalogue catalogue;
    private final Columns columns;
    private final Clock clock;

    public LatestReadings(Database database, LatestCache cache, Catalogue catalogue, Columns columns, Clock clock) {
        this.database = database;
        this.cache = cache;
        this.catalogue = catalogue;
        this.columns = columns;
        this.clock = clock;
    }

    /**
     * One reading as it is answered. Immutable.
     *
     * @param value an integer at the column's scale; 0 for a text
     * @param text null for a number
     * @param quality bits of {@link Quality}
     */
    public record Reading(
            Column column,
            long value,
            @Nullable String text,
            long observedAtMillis,
            long receivedAtMillis,
            int quality,
            long ageSeconds,
            boolean stale) {}

    /** What one device said last, as far as it may be seen. Immutable. */
    public final class Said {
        private final VisibleDevice device;
        private final LatestRecord record;

        private Said(VisibleDevice device, LatestRecord record) {
            this.device = device;
            this.record = record;
        }

        public VisibleDevice device() {
            return device;
        }

        /** Points in order of id, then temperatures, then cells. */
        public List<Reading> readings() {
            return visible(device, record);
        }

        /** Whether nothing can have come between the two, which costs nothing to see. When not, they may be the same all the same. */
        @SuppressWarnings("ReferenceEquality") // records are replaced when something new was said
        public boolean isUnchangedSince(@Nullable Said before) {
            return before != null && device == before.device && record == before.record;
        }
    }

    /** Takes what one device after the other said. */
    @FunctionalInterface
    public interface Reader<X extends Exception> {
        void read(Said said) throws X;
    }

    /** Points in order of id, then temperatures, then cells. From memory where that is known to be whole, else from the table. */
    public List<Reading> of(VisibleDevice device) {
        return remembered(device).orElseGet(() -> said(List.of(device)).get(0).readings());
    }

    /** The same of many, in their order. What is not in memory is read for hundreds of them together. */
    public <X extends Exception> void each(List<VisibleDevice> devices, Reader<X> reader) throws X {
        for (int from = 0; from < devices.size(); from += DEVICES_READ_TOGETHER) {
            int to = Math.min(devices.size(), from + DEVICES_READ_TOGETHER);
            for (Said said : said(devices.subList(from, to))) {
                reader.read(said);
            }
        }
    }

    /** The same without waiting for the database; empty when it is to be asked. */
    public Optional<List<Reading>> remembered(VisibleDevice device) {
        LatestRecord known = cache.find(device.serialNumber());
        return known == null ? Optional.empty() : Optional.of(visible(device, known));
    }

    private List<Said> said(List<VisibleDevice> devices) {
        Map<Integer, LatestRecord> records = new HashMap<>();
        List<VisibleDevice> unknown = new ArrayList<>();
        for (VisibleDevice device : devices) {
            LatestRecord known = cache.find(device.serialNumber());
            if (known == null) {
                unknown.add(device);
            } else {
                records.put(device.key(), known);
            }
        }
        if (!unknown.isEmpty()) {
            List<Integer> keys = unknown.stream().map(VisibleDevice::key).toList();
            Map<Integer, LatestRecord> stored = database.read(connection -> LatestTable.read(connection, keys));
            unknown.forEach(device -> records.put(
                    device.key(),
                    cache.compare(device.serialNumber(), Objects.requireNonNull(stored.get(device.key())))));
        }
        return devices.stream()
                .map(device -> new Said(device, Objects.requireNonNull(records.get(device.key()))))
                .toList();
    }

    private List<Reading> visible(VisibleDevice device, LatestRecord record) {
        long nowSeconds = clock.instant().getEpochSecond();
        List<Reading> readings = new ArrayList<>();
        for (LatestRecord.Reading said : record.readings()) {
            MeasuringPoint point = catalogue.point(device.type(), said.pointId());
            if (point != null && device.points().sees(point) && isVisible(device, said.origin())) {
                Age age = Age.of(device, said.origin(), nowSeconds);
                readings.add(age.of(columns.of(point), said.value(), said.text(), said.quality()));
            }
        }
        Cells cells = record.cells();
        if (cells != null && isVisible(device, cells.origin())) {
            addCells(readings, device, cells, Age.of(device, cells.origin(), nowSeconds));
        }
        return readings;
    }

    private void addCells(List<Reading> readings, VisibleDevice device, Cells cells, Age age) {
        short[] temperatures = cells.centiCelsius();
        for (Column column : columns.temperatures(device, temperatures.length)) {
            short value = temperatures[column.index() - 1];
            if (value != Cells.NO_READING) {
                readings.add(age.of(column, value, null, Quality.GOOD));
            }
        }
        for (Column column : columns.cells(device, cells.millivolts().length)) {
            int index = column.index() - 1;
            short value = cells.millivolts()[index];
            if (value != Cells.NO_READING) {
                int quality =
                        index < cells.quality().length ? Byte.toUnsignedInt(cells.quality()[index]) : Quality.GOOD;
                readings.add(age.of(column, value, null, quality));
            }
        }
    }

    /** What all readings of a frame share. */
    private record Age(Origin origin, long seconds, boolean stale) {

        static Age of(VisibleDevice device, Origin origin, long nowSeconds) {
            long seconds = Math.max(0, nowSeconds - Math.floorDiv(origin.observedAtMillis(), 1_000L));
            return new Age(
                    origin,
                    seconds,
                    seconds > (long) STALE_INTERVALS * device.place().uploadIntervalSeconds());
        }

        Reading of(Column column, long value, @Nullable String text, int quality) {
            return new Reading(
                    column, value, text, origin.observedAtMillis(), origin.receivedAtMillis(), quality, seconds, stale);
        }
    }

    private static boolean isVisible(VisibleDevice device, Origin origin) {
        return device.visibleSince(Instant.ofEpochMilli(origin.observedAtMillis()));
    }
}
