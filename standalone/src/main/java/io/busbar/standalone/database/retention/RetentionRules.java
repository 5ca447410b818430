package io.busbar.standalone.database.retention;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table storage_retention. Stateless. */
public final class RetentionRules {

    private RetentionRules() {}

    /** Those that were ever set, in order of table. */
    public static List<RetentionRule> all(Connection connection) throws SQLException {
        List<RetentionRule> rules = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT table_name, extract(epoch FROM keep)::bigint AS keep,"
                        + " export_dir, (horizon AT TIME ZONE 'UTC')::date AS horizon, removed_rows, late_rows,"
                        + " last_run_at, last_error FROM storage_retention")) {
            while (row.next()) {
                Optional<RetainedTable> table = RetainedTable.ofName(row.getString("table_name"));
                if (table.isPresent()) {
                    rules.add(rule(table.get(), row));
                }
            }
        }
        rules.sort((a, b) -> a.table().compareTo(b.table()));
        return rules;
    }

    /** Sets how long rows are kept from the next run on; null keeps them for ever. What was reached stays. */
    public static void set(
            Connection connection, RetainedTable table, @Nullable Duration keep, @Nullable Path exportFolder)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO storage_retention (table_name, keep, export_dir) VALUES (?, make_interval(days => ?::int), ?)"
                        + " ON CONFLICT (table_name) DO UPDATE SET keep = excluded.keep, export_dir = excluded.export_dir")) {
            statement.setString(1, table.tableName());
            statement.setObject(2, keep == null ? null : (int) keep.toDays());
            statement.setString(3, exportFolder == null ? null : exportFolder.toString());
            statement.executeUpdate();
        }
    }

    static void moveHorizon(Connection connection, RetainedTable table, LocalDate horizon) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE storage_retention SET horizon = ? WHERE table_name = ?")) {
            statement.setObject(1, Day.start(horizon));
            statement.setString(2, table.tableName());
            statement.executeUpdate();
        }
    }

    static void count(Connection connection, RetainedTable table, long removedRows, long lateRows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE storage_retention"
                + " SET removed_rows = removed_rows + ?, late_rows = late_rows + ? WHERE table_name = ?")) {
            statement.setLong(1, removedRows);
            statement.setLong(2, lateRows);
            statement.setString(3, table.tableName());
            statement.executeUpdate();
        }
    }

    static void ran(Connection connection, RetainedTable table, @Nullable String error) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE storage_retention SET last_run_at = now(), last_error = ? WHERE table_name = ?")) {
            statement.setString(1, error);
            statement.setString(2, table.tableName());
            statement.executeUpdate();
        }
    }

    private static RetentionRule rule(RetainedTable table, ResultSet row) throws SQLException {
        Long keepSeconds = row.getObject("keep", Long.class);
        String folder = row.getString("export_dir");
        OffsetDateTime ran = row.getObject("last_run_at", OffsetDateTime.class);
        Instant lastRunAt = ran == null ? null : ran.toInstant();
        return new RetentionRule(
                table,
                keepSeconds == null ? null : Duration.ofSeconds(keepSeconds),
                folder == null ? null : Path.of(folder),
                row.getObject("horizon", LocalDate.class),
                row.getLong("removed_rows"),
                row.getLong("late_rows"),
                lastRunAt,
                row.getString("last_error"));
    }
}
