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
     * @param value an integer at {@code scale}, or a text
     * @param quality words of what is known against it, empty when good
     */
    public record Reading(
            @Nullable Integer point,
            String name,
            Object value,
            String unit,
            int scale,
            Instant observedAt,
            Instant receivedAt,
            long ageSeconds,
            List<String> quality,
            boolean stale) {}

    /** Points in order of id, then temperatures, then cells. */
    public List<Reading> of(VisibleDevice device) {
        LatestRecord record = record(device);
        List<Reading> readings = new ArrayList<>();
        for (LatestRecord.Reading said : record.readings()) {
            MeasuringPoint point = catalogue.point(device.type(), said.pointId());
            if (point != null && device.points().sees(point) && isVisible(device, said.origin())) {
                Object value = said.text() == null ? (Object) said.value() : said.text();
                readings.add(reading(device, columns.of(point), value, said.origin(), said.quality()));
            }
        }
        Cells cells = record.cells();
        if (cells != null && isVisible(device, cells.origin())) {
            addCells(readings, device, cells);
        }
        return readings;
    }

    /** From memory where that is known to be whole, else from the table. */
    private LatestRecord record(VisibleDevice device) {
        LatestRecord known = cache.find(device.serialNumber());
        return known != null
                ? known
                : cache.compare(
                        device.serialNumber(), database.read(connection -> LatestTable.read(connection, device.key())));
    }

    private void addCells(List<Reading> readings, VisibleDevice device, Cells cells) {
        short[] temperatures = cells.centiCelsius();
        for (Column column : columns.temperatures(device, temperatures.length)) {
            short value = temperatures[column.index() - 1];
            if (value != Cells.NO_READING) {
                readings.add(reading(device, column, value, cells.origin(), Quality.GOOD));
            }
        }
        for (Column column : columns.cells(device, cells.millivolts().length)) {
            int index = column.index() - 1;
            short value = cells.millivolts()[index];
            if (value != Cells.NO_READING) {
                int quality =
                        index < cells.quality().length ? Byte.toUnsignedInt(cells.quality()[index]) : Quality.GOOD;
                readings.add(reading(device, column, value, cells.origin(), quality));
            }
        }
    }

    private Reading reading(VisibleDevice device, Column column, Object value, Origin origin, int quality) {
        Instant observedAt = Instant.ofEpochMilli(origin.observedAtMillis());
        long ageSeconds = Math.max(0, clock.instant().getEpochSecond() - observedAt.getEpochSecond());
        return new Reading(
                column.point(),
                column.name(),
                value,
                column.unit(),
                column.scale(),
                observedAt,
                Instant.ofEpochMilli(origin.receivedAtMillis()),
                ageSeconds,
                Quality.names(quality),
                ageSeconds > (long) STALE_INTERVALS * device.place().uploadIntervalSeconds());
    }

    private static boolean isVisible(VisibleDevice device, Origin origin) {
        return device.visibleAt(Instant.ofEpochMilli(origin.observedAtMillis()));
    }
}
