package io.busbar.standalone.database.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The statements on the rows of a table, by day (UTC). Confined to one thread. */
final class SampleDays {

    private final Connection connection;
    private final RetainedTable table;

    SampleDays(Connection connection, RetainedTable table) {
        this.connection = connection;
        this.table = table;
    }

    /** The first day with rows, none earlier than {@code from}. */
    Optional<LocalDate> firstFrom(LocalDate from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.firstFrom())) {
            statement.setObject(1, Day.start(from));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                        .map(time -> Day.of(time.toInstant()));
            }
        }
    }

    Fingerprint fingerprint(LocalDate day) throws SQLException {
        return fingerprints(day, day.plusDays(1)).getOrDefault(day, Fingerprint.NOTHING);
    }

    /** Of every day with rows, from (inclusive) to (exclusive). */
    Map<LocalDate, Fingerprint> fingerprints(LocalDate from, LocalDate to) throws SQLException {
        Map<LocalDate, Fingerprint> days = new TreeMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT (s.time AT TIME ZONE 'UTC')::date AS day, " + table.fingerprint()
                        + " FROM " + table.rowsByDevice() + " GROUP BY day")) {
            statement.setObject(1, Day.start(from));
            statement.setObject(2, Day.start(to));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    days.put(
                            row.getObject("day", LocalDate.class),
                            new Fingerprint(row.getLong("rows"), row.getLong("fingerprint")));
                }
            }
        }
        return days;
    }

    /** Returns how many rows were deleted. */
    long delete(LocalDate day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.delete())) {
            statement.setObject(1, Day.start(day));
            statement.setObject(2, Day.start(day.plusDays(1)));
            return statement.executeLargeUpdate();
        }
    }
}
