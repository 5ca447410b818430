package io.busbar.query.series;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.concurrent.Executor;

/**
 * What all devices share whose buckets are read from roll-ups. Confined to one transaction.
 *
 * @param threads that read ahead
 */
record RolledQuestion(
        Connection connection,
        Columns columns,
        Bucket bucket,
        ZoneId zone,
        Executor threads,
        Cancellation cancellation) {

    PlacedRows rows(PlacedQuery query) throws SQLException {
        return new PlacedRows(connection, query, threads, cancellation);
    }
}
