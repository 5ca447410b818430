package io.busbar.standalone.jobs;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the tables that the job writes. Rows are JSON with serial numbers in place of ids. Stateless but for where the tables are. */
final class SampleDatabase {

    /** By table: how it is joined to its device, and what depends on when or through which partition a frame came. */
    private static final Map<String, Shape> SHAPES = Map.of(
            "pack_sample", new Shape("pack_id", "received_at"),
            "bms_sample", new Shape("bms_id", "received_at"),
            "point_sample", new Shape("device_id", ""),
            "point_text", new Shape("device_id", ""),
            "point_quarantine", new Shape("device_id", ""),
            "latest_reading", new Shape("device_id", "received_at"),
            "latest_pack", new Shape("pack_id", "received_at"));

    private static final String DEVICES = "SELECT d.serial_number, d.type, b.logger_sn, b.valid_from, b.valid_to,"
            + " p.serial_number AS parent FROM device d JOIN device_binding b ON b.device_id = d.id"
            + " LEFT JOIN device p ON p.id = b.parent_id";

    private static final String OWN_TABLES =
            "pack_sample, bms_sample, point_sample, point_text, point_quarantine, latest, soc_rollup, pack_rollup, counter_rollup, gap_ledger, dirty_bucket,"
                    + " alarm, alarm_event, alarm_state, alarm_note, job_alarm_rule, door_listening, logger_activity, row_rejection, device_binding, device CASCADE";

    private final Connector connector;

    private record Shape(String deviceColumn, String circumstances) {}

    interface Connector {
        Connection connect() throws SQLException;
    }

    SampleDatabase(Connector connector) {
        this.connector = connector;
    }

    void clear() throws SQLException {
        try (Connection connection = connector.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE " + OWN_TABLES);
        }
    }

    /** All that the frames say: equal for the same frames in whatever order, however often, through whichever partition they came. */
    Map<String, List<String>> content() throws SQLException {
        Map<String, List<String>> tables = new TreeMap<>();
        for (Map.Entry<String, Shape> table : SHAPES.entrySet()) {
            tables.put(table.getKey(), rows(select(table.getKey(), table.getValue(), "t")));
        }
        tables.put("device", rows("SELECT to_jsonb(t)::text AS row FROM (" + DEVICES + ") t ORDER BY row"));
        tables.put(
                "row_rejection",
                rows(
                        "SELECT (to_jsonb(t) - 'kafka_partition' - 'kafka_offset')::text AS row FROM row_rejection t ORDER BY row"));
        tables.put("logger_activity", rows("SELECT to_jsonb(t)::text AS row FROM logger_activity t ORDER BY row"));
        return tables;
    }

    /** Every stored row version: equal only when no row was written in between. */
    Map<String, List<String>> versions() throws SQLException {
        Map<String, List<String>> tables = new TreeMap<>();
        List<String> names = new ArrayList<>(SHAPES.keySet());
        names.removeAll(List.of("latest_reading", "latest_pack"));
        names.addAll(List.of("latest", "device", "device_binding", "row_rejection"));
        for (String table : names) {
            tables.put(
                    table, rows("SELECT t.xmin || ' ' || to_jsonb(t)::text AS row FROM " + table + " t ORDER BY row"));
        }
        return tables;
    }

    List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connector.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(String.valueOf(row.getString(1)));
            }
        }
        return rows;
    }

    String value(String sql) throws SQLException {
        return String.join("|", rows(sql));
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connector.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String select(String table, Shape shape, String row) {
        String json = "to_jsonb(" + row + ") - '" + shape.deviceColumn() + "' - '" + shape.circumstances() + "'";
        String pack = "";
        if (table.equals("bms_sample")) {
            json += " - 'diff_max_pack_id' || jsonb_build_object('diff_max_pack', pack.serial_number)";
            pack = " LEFT JOIN device pack ON pack.id = t.diff_max_pack_id";
        }
        return "SELECT d.serial_number || ' ' || (" + json + ")::text AS row FROM " + table
                + " t JOIN device d ON d.id = t." + shape.deviceColumn() + pack + " ORDER BY row";
    }
}
