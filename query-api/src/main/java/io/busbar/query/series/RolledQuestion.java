package io.busbar.query.series;

import io.busbar.query.access.Sql;
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

    PlacedRows rows(Sql sql) throws SQLException {
        return new PlacedRows(connection, sql, threads, cancellation);
    }
}
