package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;

/** Puts what is stored into the columnstore, where the server has one: what comes later then meets compressed chunks. Stateless. */
final class Columnstore {

    private static final String EDITION = "SELECT coalesce(current_setting('timescaledb.license', true), 'none')";
    private static final String TABLES = "SELECT hypertable_schema || '.' || hypertable_name"
            + " FROM timescaledb_information.hypertables WHERE compression_enabled";
    private static final String COMPRESSED =
            "SELECT count(*) > 0 FROM timescaledb_information.chunks WHERE is_compressed";

    private Columnstore() {}

    static void compress(SampleDatabase database) throws SQLException {
        if (!database.value(EDITION).equals("timescale")) {
            return;
        }
        for (String table : database.rows(TABLES)) {
            database.rows(
                    "SELECT compress_chunk(chunk, if_not_compressed => true) FROM show_chunks('" + table + "') chunk");
        }
        assertThat(database.value(COMPRESSED))
                .as("the edition has a columnstore")
                .isEqualTo("t");
    }
}
