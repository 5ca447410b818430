package io.busbar.standalone.database;

import io.busbar.frame.Precedence;
import io.busbar.jobs.database.DatabaseConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a frame left in the tables. Stateless. */
public final class FrameTrace {

    private static final List<String> TABLES =
            List.of("bms_sample", "pack_sample", "point_sample", "point_text", "point_quarantine");

    private static final String ROW = "SELECT t.precedence FROM %1$s t JOIN device d ON d.id = t.%2$s"
            + " WHERE d.serial_number = ? AND t.time = to_timestamp(? / 1000.0) LIMIT 1";
    private static final String REFUSED =
            "SELECT reason || ': ' || detail FROM row_rejection WHERE kafka_partition = ? AND kafka_offset = ? AND device_sn = ?";
    private static final String ALARMS = "SELECT e.type || ' ' || a.rule_id || ' (' || a.severity || ')'"
            + " || CASE WHEN a.cell > 0 THEN ' cell ' || a.cell ELSE '' END || CASE WHEN e.retroactive THEN ', retroactive' ELSE '' END"
            + " || ', alarm ' || a.id FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id"
            + " WHERE a.device_sn = ? AND e.at = to_timestamp(? / 1000.0) AND e.type IN ('raised', 'cleared', 'amended') ORDER BY e.seq";

    private FrameTrace() {}

    /**
     * A frame as it was accepted.
     *
     * @param observedAtMillis null when it had no time of its own
     */
    public record Frame(
            int kafkaPartition, long kafkaOffset, long observedAtMillis, Precedence precedence, List<String> devices) {}

    /** A line for each device and table, and for each alarm that the frame raised or cleared. */
    public static List<String> lines(DatabaseConfig database, Frame frame) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Connection open = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            for (String device : frame.devices()) {
                rows(open, frame, device, lines);
                strings(open, REFUSED, frame.kafkaPartition(), frame.kafkaOffset(), device)
                        .forEach(reason -> lines.add("refused  " + device + "  " + reason));
                strings(open, ALARMS, device, frame.observedAtMillis())
                        .forEach(alarm -> lines.add("alarm    " + device + "  " + alarm));
            }
            return lines;
        } catch (SQLException e) {
            throw new IOException("cannot read the database: " + e.getMessage(), e);
        }
    }

    private static void rows(Connection open, Frame frame, String device, List<String> lines) throws SQLException {
        UUID own = new UUID(frame.precedence().high(), frame.precedence().low());
        for (String table : TABLES) {
            String column =
                    table.equals("bms_sample") ? "bms_id" : table.equals("pack_sample") ? "pack_id" : "device_id";
            for (String stored : strings(open, ROW.formatted(table, column), device, frame.observedAtMillis())) {
                lines.add("row      " + device + "  " + table
                        + (UUID.fromString(stored).equals(own) ? "" : "  of another frame, which stands for this one"));
            }
        }
    }

    private static List<String> strings(Connection open, String sql, Object... arguments) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (PreparedStatement select = open.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                select.setObject(i + 1, arguments[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    strings.add(row.getString(1));
                }
            }
        }
        return strings;
    }
}
