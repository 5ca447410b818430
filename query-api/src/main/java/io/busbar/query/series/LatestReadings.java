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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest visible reading of every point of a device. May be shared between threads. */
public final class LatestReadings {

    /** A reading is stale when it is older than so many upload intervals. */
    private static final int STALE_INTERVALS = 3;

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

    /** Points in order of id, then temperatures, then cells. From memory where that is known to be whole, else from the table. */
    public List<Reading> of(VisibleDevice device) {
        LatestRecord known = cache.find(device.serialNumber());
        LatestRecord record = known != null
                ? known
                : cache.compare(
                        device.serialNumber(), database.read(connection -> LatestTable.read(connection, device.key())));
        return visible(device, record);
    }

    /** The same without waiting for the database; empty when it is to be asked. */
    public Optional<List<Reading>> remembered(VisibleDevice device) {
        LatestRecord known = cache.find(device.serialNumber());
        return known == null ? Optional.empty() : Optional.of(visible(device, known));
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
