package io.busbar.standalone.jobs;

import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tables in the words of {@link ExpectedTables}: rows as {@code key=value}. Stateless but for where the tables are. */
final class StoredTables {

    private static final List<String> SAMPLES = List.of(
            "SELECT 'pack ' || serial_number || ' ' || extract(epoch FROM time)::bigint * 1000 || '='"
                    + " || '[' || array_to_string(cell_mv, ', ', '-') || '] ' || coalesce(diff_mv::text, 'none')"
                    + " FROM pack_reading JOIN device ON id = pack_id",
            "SELECT 'bms ' || serial_number || ' ' || extract(epoch FROM time)::bigint * 1000 || '='"
                    + " || coalesce(voltage_mv::text, '-') FROM bms_sample JOIN device ON id = bms_id",
            "SELECT 'point ' || serial_number || ' ' || extract(epoch FROM time)::bigint * 1000 || ' ' || point_id || '='"
                    + " || value FROM point_reading JOIN device ON id = device_id",
            "SELECT 'text ' || serial_number || ' ' || extract(epoch FROM time)::bigint * 1000 || ' ' || point_id || '='"
                    + " || value FROM point_text JOIN device ON id = device_id");

    private static final List<String> LATEST = List.of(
            "SELECT 'pack ' || serial_number || '=[' || array_to_string(cell_mv, ', ', '-') || '] '"
                    + " || extract(epoch FROM time)::bigint * 1000 FROM latest_pack JOIN device ON id = pack_id",
            "SELECT 'point ' || serial_number || ' ' || point_id || '=' || coalesce(text, value::text) || ' '"
                    + " || extract(epoch FROM time)::bigint * 1000 FROM latest_reading JOIN device ON id = device_id"
                    + " WHERE point_id < 10000000");

    private static final List<String> DEVICES = List.of(
            "SELECT 'device ' || d.serial_number || '=' || d.type || ' ' || logger_sn || ' ' || coalesce(p.serial_number, '-')"
                    + " FROM device_binding JOIN device d ON d.id = device_id LEFT JOIN device p ON p.id = parent_id");

    private static final List<String> ACTIVITY = List.of("SELECT 'logger ' || logger_sn || '='"
            + " || (extract(epoch FROM last_observed_at) * 1000)::bigint || ' '"
            + " || (extract(epoch FROM last_received_at) * 1000)::bigint FROM logger_activity");

    private static final List<String> REFUSED = List.of(
            "SELECT 'refused ' || device_sn || ' ' || kafka_partition || ' ' || kafka_offset || '=' || reason || ' '"
                    + " || detail FROM row_rejection");

    private final SampleDatabase database;

    StoredTables(SampleDatabase database) {
        this.database = database;
    }

    SortedMap<String, String> samples() throws SQLException {
        return rows(SAMPLES);
    }

    SortedMap<String, String> latest() throws SQLException {
        return rows(LATEST);
    }

    SortedMap<String, String> devices() throws SQLException {
        return rows(DEVICES);
    }

    SortedMap<String, String> activity() throws SQLException {
        return rows(ACTIVITY);
    }

    SortedMap<String, String> refused() throws SQLException {
        return rows(REFUSED);
    }

    /** A key that comes twice is an error: nothing may be doubled. */
    private SortedMap<String, String> rows(List<String> queries) throws SQLException {
        SortedMap<String, String> rows = new TreeMap<>();
        for (String query : queries) {
            for (String row : database.rows(query)) {
                int value = row.indexOf('=');
                String other = rows.put(row.substring(0, value), row.substring(value + 1));
                if (other != null) {
                    throw new IllegalStateException("twice in the tables: " + row + " and " + other);
                }
            }
        }
        return rows;
    }
}
