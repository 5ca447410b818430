package io.busbar.query.series;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
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
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Puts down, before sample rows are removed, what they come to in every quarter of an hour: made by the fold that answers use, so that wider
 * buckets come out the same from either, and values that their points cannot have do not count. Days are to be frozen in order, each once, and what still holds from the day before is taken from
 * what was frozen of it. The caller has the transaction. Confined to one thread.
 */
public final class Freezer {

    private static final int FLUSH_CHARACTERS = 1 << 20;
    private static final int FETCH_ROWS = 1_000;

    private final Connection connection;
    private final Catalogue catalogue;
    private final Columns columns;
    private final Tenures tenures;
    private final StringBuilder lines = new StringBuilder();

    public Freezer(Connection connection, Catalogue catalogue) throws SQLException {
        this.connection = connection;
        this.catalogue = catalogue;
        this.columns = new Columns(catalogue);
        this.tenures = Tenures.read(connection);
    }

    /** Whether the table has numbers; texts have no buckets. */
    public static boolean freezes(String table) {
        return FrameTable.named(table).isPresent();
    }

    /** Freezes a day (UTC) of a table that {@link #freezes} names. */
    public void freeze(String tableName, LocalDate day) throws SQLException {
        FrameTable table = FrameTable.named(tableName).orElseThrow();
        Interval range = new Interval(midnight(day), midnight(day.plusDays(1)));
        for (Device device : Sql.of("SELECT id, type FROM device ORDER BY id")
                .list(connection, row -> new Device(row.getInt(1), catalogue.deviceType(row.getInt(2))))) {
            for (Part part : tenures.parts(device.key(), range)) {
                freeze(table, device, part);
            }
            if (lines.length() >= FLUSH_CHARACTERS) {
                flush();
            }
        }
        flush();
    }

    /** Series that only hold on from before come behind those of the rows. */
    private void freeze(FrameTable table, Device owner, Part part) throws SQLException {
        int device = owner.key();
        HeldValues held = HeldValues.before(connection, device, part, table::owns);
        List<Series> ofRows = table.series(connection, device, part.from(), part.to());
        Set<String> names = new LinkedHashSet<>();
        ofRows.forEach(series -> names.add(series.name()));
        names.addAll(held.bySeries().keySet());
        FrozenPart frozen = new FrozenPart(device, part, List.copyOf(names));
        int column = 0;
        for (String name : names) {
            held.holdIn(frozen.fold(), column++, name);
        }
        if (!ofRows.isEmpty()) {
            SeriesRow target = new SeriesRow(names.size());
            FrameReading reading =
                    new FrameReading(ofRows, IntStream.range(0, ofRows.size()).toArray());
            List<@Nullable Column> known =
                    ofRows.stream().map(series -> column(owner, series)).toList();
            each(table.select(reading, device, part.from(), part.to()), row -> {
                target.begin(row.getLong(1));
                reading.fill(row, target);
                if (target.keepPlausible(known)) {
                    frozen.fold().add(target);
                }
            });
        }
        frozen.writeTo(lines);
    }

    private @Nullable Column column(Device owner, Series series) {
        return owner.type() == null ? null : columns.ofSeries(owner.type(), series.name());
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

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** @param type null when the catalogue does not know it */
    private record Device(int key, @Nullable DeviceType type) {}

    /** Takes the current row of a result. */
    @FunctionalInterface
    private interface RowTaker {
        void take(ResultSet row) throws SQLException;
    }
}
