package io.busbar.query.series;

import io.busbar.measure.Catalogue;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.query.access.Database;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The newest visible reading of every point of a device. May be shared between threads. */
public final class LatestReadings {

    /** A reading is stale when it is older than so many upload intervals. */
    private static final int STALE_INTERVALS = 3;

    private final Database database;
    private final Catalogue catalogue;
    private final Columns columns;
    private final Clock clock;

    public LatestReadings(Database database, Catalogue catalogue, Columns columns, Clock clock) {
        this.database = database;
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
        return database.read(connection -> {
            List<Reading> readings = new ArrayList<>(scalars(connection, device));
            Sql.of("SELECT * FROM latest_pack WHERE pack_id = ?", device.key())
                    .first(connection, row -> packReadings(device, row))
                    .ifPresent(readings::addAll);
            return readings;
        });
    }

    private List<Reading> scalars(Connection connection, VisibleDevice device) throws SQLException {
        List<Reading> readings = new ArrayList<>();
        Sql.of("SELECT * FROM latest WHERE device_id = ? ORDER BY point_id", device.key())
                .list(connection, row -> {
                    MeasuringPoint point = catalogue.point(device.type(), row.getInt("point_id"));
                    Instant observedAt = instant(row, "time");
                    if (point == null || !device.points().sees(point) || !device.visibleAt(observedAt)) {
                        return false;
                    }
                    String text = row.getString("text");
                    Object value = text == null ? (Object) row.getLong("value") : text;
                    return readings.add(reading(device, columns.of(point), value, row, row.getInt("quality")));
                });
        return readings;
    }

    private List<Reading> packReadings(VisibleDevice device, ResultSet row) throws SQLException {
        List<Reading> readings = new ArrayList<>();
        if (!device.visibleAt(instant(row, "time"))) {
            return readings;
        }
        Short[] temperatures = (Short[]) row.getArray("temp_cc").getArray();
        for (Column column : columns.temperatures(device, temperatures.length)) {
            Short value = temperatures[column.index() - 1];
            if (value != null) {
                readings.add(reading(device, column, value, row, Quality.GOOD));
            }
        }
        Short[] cells = (Short[]) row.getArray("cell_mv").getArray();
        Short[] quality = row.getArray("cell_quality") == null
                ? new Short[0]
                : (Short[]) row.getArray("cell_quality").getArray();
        for (Column column : columns.cells(device, cells.length)) {
            Short value = cells[column.index() - 1];
            if (value != null) {
                int bits = column.index() <= quality.length && quality[column.index() - 1] != null
                        ? quality[column.index() - 1]
                        : Quality.GOOD;
                readings.add(reading(device, column, value, row, bits));
            }
        }
        return readings;
    }

    private Reading reading(VisibleDevice device, Column column, Object value, ResultSet row, int quality)
            throws SQLException {
        Instant observedAt = instant(row, "time");
        long ageSeconds = Math.max(0, clock.instant().getEpochSecond() - observedAt.getEpochSecond());
        return new Reading(
                column.point(),
                column.name(),
                value,
                column.unit(),
                column.scale(),
                observedAt,
                instant(row, "received_at"),
                ageSeconds,
                Quality.names(quality),
                ageSeconds > (long) STALE_INTERVALS * device.place().uploadIntervalSeconds());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(Sql.instant(row, column), column);
    }
}
