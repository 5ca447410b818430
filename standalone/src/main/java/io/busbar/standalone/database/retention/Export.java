package io.busbar.standalone.database.retention;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;

/**
 * Writes days of a table to files of the export folder: {@code TABLE/FROM--TO.csv.gz} in order of primary key, times in UTC, and once
 * {@code device.csv.gz}, which says which serial number each device id stands for. Confined to one thread.
 */
final class Export {

    private static final String DEVICES = "SELECT id, serial_number, type, first_seen_at FROM device ORDER BY id";

    private final Connection connection;
    private final Path folder;
    private long devicesWritten = -1;

    Export(Connection connection, Path folder) {
        this.connection = connection;
        this.folder = folder;
    }

    /**
     * Writes the rows of a day as the transaction sees them.
     *
     * @return the file, complete and on disk
     * @throws IOException with what is wrong in one line
     */
    Path write(RetainedTable table, LocalDate day, long rows) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL TimeZone = 'UTC'");
            statement.execute("SET LOCAL DateStyle = 'ISO'");
        }
        try {
            writeDevices();
            String key = "s." + String.join(", s.", table.key().split(", "));
            String query = "SELECT s.* FROM "
                    + table.readableByDevice()
                            .replaceFirst("\\?", literal(day))
                            .replaceFirst("\\?", literal(day.plusDays(1)))
                    + " ORDER BY " + key;
            return ExportFile.writeNew(
                    connection, query, folder.resolve(table.tableName()), day + "--" + day.plusDays(1), rows);
        } catch (IOException e) {
            throw new IOException("cannot export to " + folder + ": " + reason(e), e);
        }
    }

    /** Again whenever there are more of them: a file of rows is never without the names of their devices. */
    private void writeDevices() throws IOException, SQLException {
        long devices;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM device")) {
            row.next();
            devices = row.getLong(1);
        }
        if (devices != devicesWritten) {
            ExportFile.replace(connection, DEVICES, folder, "device", devices);
            devicesWritten = devices;
        }
    }

    private static String literal(LocalDate day) {
        return "'" + day + "T00:00:00Z'";
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return file.getClass().getSimpleName().replace("Exception", "") + ": " + message;
        }
        return message;
    }
}
