package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.Tenures.Part;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.PGConnection;

/**
 * Puts down, before sample rows are removed, what they come to in every quarter of an hour: made by the fold that answers use, so that wider
 * buckets come out the same from either. Days are to be frozen in order, each once, and what still holds from the day before is taken from
 * what was frozen of it. The caller has the transaction. Confined to one thread.
 */
public final class Freezer {

    private static final int FLUSH_CHARACTERS = 1 << 20;
    private static final int FETCH_ROWS = 1_000;

    private final Connection connection;
    private final Tenures tenures;
    private final StringBuilder lines = new StringBuilder();

    public Freezer(Connection connection) throws SQLException {
        this.connection = connection;
        this.tenures = Tenures.read(connection);
    }

    /** Whether the table has numbers; texts have no buckets. */
    public static boolean freezes(String table) {
        return table.equals("point_sample") || FrozenFrames.isFrames(table);
    }

    /** Freezes a day (UTC) of the table. */
    public void freeze(String table, LocalDate day) throws SQLException {
        Interval range = new Interval(midnight(day), midnight(day.plusDays(1)));
        for (int device : Sql.of("SELECT id FROM device ORDER BY id").list(connection, row -> row.getInt(1))) {
            for (Part part : tenures.parts(device, range)) {
                if (FrozenFrames.isFrames(table)) {
                    freezeFrames(FrozenFrames.of(table), device, part);
                } else {
                    freezePoints(device, part);
                }
            }
            if (lines.length() >= FLUSH_CHARACTERS) {
                flush();
            }
        }
        flush();
    }

    private void freezeFrames(FrozenFrames frames, int device, Part part) throws SQLException {
        HeldValues held = HeldValues.before(connection, device, part, frames::owns);
        List<String> series =
                frames.series(connection, device, part, held.bySeries().keySet());
        FrozenPart frozen = new FrozenPart(device, part, series);
        for (int column = 0; column < series.size(); column++) {
            held.holdIn(frozen.fold(), column, series.get(column));
        }
        SeriesRow target = new SeriesRow(series.size());
        each(frames.rows(device, part), row -> {
            frames.fill(row, series, target, millis(row));
            frozen.fold().add(target);
        });
        frozen.writeTo(lines);
    }

    /** Point by point: which ones there are shows only on the way. */
    private void freezePoints(int device, Part part) throws SQLException {
        HeldValues held = HeldValues.before(connection, device, part, Column::isPointSeries);
        Set<String> onlyHeld = new TreeSet<>(held.bySeries().keySet());
        List<FrozenPart> open = new ArrayList<>();
        SeriesRow target = new SeriesRow(1);
        int[] openPoint = {0};
        Sql rows = Sql.of(
                "SELECT time, point_id, value FROM point_sample WHERE device_id = ? AND time >= ? AND time < ?"
                        + " ORDER BY point_id, time",
                device,
                part.from(),
                part.to());
        each(rows, row -> {
            int point = row.getInt(2);
            if (open.isEmpty() || openPoint[0] != point) {
                open.forEach(frozen -> frozen.writeTo(lines));
                open.clear();
                open.add(point(device, part, Column.pointSeries(point), held));
                openPoint[0] = point;
                onlyHeld.remove(Column.pointSeries(point));
            }
            target.begin(millis(row));
            target.set(0, row.getLong(3));
            open.get(0).fold().add(target);
        });
        onlyHeld.forEach(series -> open.add(point(device, part, series, held)));
        open.forEach(frozen -> frozen.writeTo(lines));
    }

    private static FrozenPart point(int device, Part part, String series, HeldValues held) {
        FrozenPart frozen = new FrozenPart(device, part, List.of(series));
        held.holdIn(frozen.fold(), 0, series);
        return frozen;
    }

    private void each(Sql sql, RowTaker taker) throws SQLException {
        try (var statement = sql.prepare(connection)) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    taker.take(row);
                }
            }
        }
    }

    private void flush() throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(FrozenRow.COPY, new StringReader(lines.toString()));
        } catch (IOException e) {
            throw new SQLException("frozen buckets not copied", e);
        }
        lines.setLength(0);
    }

    private static long millis(ResultSet row) throws SQLException {
        return row.getObject(1, OffsetDateTime.class).toInstant().toEpochMilli();
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Takes the current row of a result. */
    @FunctionalInterface
    private interface RowTaker {
        void take(ResultSet row) throws SQLException;
    }
}
