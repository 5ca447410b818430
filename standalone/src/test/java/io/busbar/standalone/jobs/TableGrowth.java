package io.busbar.standalone.jobs;

import java.time.Duration;
import org.awaitility.Awaitility;

/** Tells when rows are being written. Stateless but for where the tables are. */
final class TableGrowth {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final SampleDatabase database;

    TableGrowth(SampleDatabase database) {
        this.database = database;
    }

    /** Returns when rows were committed since it was called, however long the database is away. */
    void await() {
        long[] before = {Long.MAX_VALUE};
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            long rows = rows();
            boolean grown = rows > before[0];
            before[0] = Math.min(before[0], rows);
            return grown;
        });
    }

    long rows() throws Exception {
        return Long.parseLong(database.value("SELECT count(*) FROM bms_sample"));
    }
}
