package io.busbar.standalone.database.retention;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;

/** The tables retention_slice and retention_export: what is behind the horizon of a table and where it was exported to. Confined to one thread. */
final class SliceLedger {

    private final Connection connection;
    private final RetainedTable table;

    SliceLedger(Connection connection, RetainedTable table) {
        this.connection = connection;
        this.table = table;
    }

    /** The rows of a day that were dealt with and are yet to be removed. */
    Fingerprint waiting(LocalDate day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT rows, fingerprint FROM retention_slice WHERE table_name = ? AND day = ?")) {
            try (ResultSet row = keyed(statement, day).executeQuery()) {
                return row.next() ? new Fingerprint(row.getLong(1), row.getLong(2)) : Fingerprint.NOTHING;
            }
        }
    }

    /** Whether the waiting rows of the day are in a file. */
    boolean exported(LocalDate day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT EXISTS (SELECT 1 FROM retention_export WHERE table_name = ? AND day = ?)")) {
            try (ResultSet row = keyed(statement, day).executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    void wait(LocalDate day, Fingerprint rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO retention_slice (table_name, day, rows, fingerprint) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (table_name, day) DO UPDATE SET rows = excluded.rows,"
                        + " fingerprint = excluded.fingerprint")) {
            keyed(statement, day).setLong(3, rows.rows());
            statement.setLong(4, rows.hash());
            statement.executeUpdate();
        }
    }

    void wrote(LocalDate day, Path file, long rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO retention_export (table_name, day, file, rows) VALUES (?, ?, ?, ?)")) {
            keyed(statement, day).setString(3, file.toString());
            statement.setLong(4, rows);
            statement.executeUpdate();
        }
    }

    void removed(LocalDate day) throws SQLException {
        wait(day, Fingerprint.NOTHING);
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE retention_slice SET removed_at = now() WHERE table_name = ? AND day = ?")) {
            keyed(statement, day).executeUpdate();
        }
    }

    private PreparedStatement keyed(PreparedStatement statement, LocalDate day) throws SQLException {
        statement.setString(1, table.tableName());
        statement.setObject(2, day);
        return statement;
    }
}
