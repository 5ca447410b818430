package io.busbar.standalone.database;

import io.busbar.standalone.postgres.TestDatabase;
import java.sql.SQLException;

/** Rows in all tables of samples: two packs of a BMS, every quarter of an hour. Stateless. */
final class SampleRows {

    private static final String TIMES = "generate_series(timestamptz '%s', timestamptz '%s', '15 min') t";

    private SampleRows() {}

    static void insert(TestDatabase database, String from, String to) throws SQLException {
        String times = TIMES.formatted(from, to);
        Sql.execute(
                database,
                "INSERT INTO device (serial_number, type) VALUES ('R-BMS', 1), ('R-BMS-01', 2), ('R-BMS-02', 2)"
                        + " ON CONFLICT DO NOTHING",
                "INSERT INTO pack_sample (pack_id, time, received_at, precedence, flags, cells, temperatures, diff_mv,"
                        + " cells_used, cells_expected) SELECT pack, t, t, gen_random_uuid(), 0,"
                        + " '\\x0cf680000cf8', '\\x0866', 2, 2, 3"
                        + " FROM generate_series(2, 3) pack, " + times,
                "INSERT INTO bms_sample (bms_id, time, received_at, precedence, flags, quality, voltage_mv, current_ma)"
                        + " SELECT 1, t, t, gen_random_uuid(), 0, 0, 53000, -1200 FROM " + times,
                "INSERT INTO point_sample SELECT 1, t, gen_random_uuid(), '{1,2,3}', '{7,7,7}' FROM " + times,
                "INSERT INTO point_text SELECT 1, 9, t, gen_random_uuid(), 'ok' FROM " + times,
                "INSERT INTO point_quarantine SELECT 1, 77, t, gen_random_uuid(), 5, 0, NULL FROM " + times);
    }

    /** Count and hash of all rows of a table, the same however they are stored. */
    static String fingerprint(TestDatabase database, StorageTable table) throws SQLException {
        return Sql.value(
                database,
                "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(to_jsonb(t)::text, 0)), 0) FROM "
                        + table.tableName() + " t");
    }
}
