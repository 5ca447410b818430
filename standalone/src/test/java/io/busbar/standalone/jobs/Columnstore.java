package io.busbar.standalone.jobs;

import java.sql.SQLException;

/** Puts what is stored into the columnstore, where the server has one: what comes later then meets compressed chunks. Stateless. */
final class Columnstore {

    private static final String HAS_TIMESCALEDB = "SELECT count(*) FROM pg_extension WHERE extname = 'timescaledb'";
    private static final String TABLES = "SELECT hypertable_schema || '.' || hypertable_name"
            + " FROM timescaledb_information.hypertables WHERE compression_enabled";

    private Columnstore() {}

    static void compress(SampleDatabase database) throws SQLException {
        if (database.value(HAS_TIMESCALEDB).equals("0")) {
            return;
        }
        for (String table : database.rows(TABLES)) {
            database.rows(
                    "SELECT compress_chunk(chunk, if_not_compressed => true) FROM show_chunks('" + table + "') chunk");
        }
    }
}
