package io.busbar.query.series;

import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Rows of one sample table in ascending order of time, fetched a few at a time. The first column of its statement is the
 * time in ms. Confined to one thread, inside one transaction.
 */
final class SampleCursor implements RowCursor {

    /** Of a row; a time as such takes longer to read than all else of it. */
    static final String TIME_MILLIS = "(date_part('epoch', time) * 1000)::bigint";

    private static final int FETCH_ROWS = 2_000;

    private final PreparedStatement statement;
    private final ResultSet row;
    private final Filler filler;
    private final Cancellation cancellation;
    private long timeMillis;

    /** Copies the current row's values into an answer's row. */
    @FunctionalInterface
    interface Filler {
        void fill(ResultSet from, SeriesRow to) throws SQLException;
    }

    SampleCursor(Connection connection, Sql sql, Filler filler, Cancellation cancellation) throws SQLException {
        this.statement = sql.prepare(connection);
        this.filler = filler;
        this.cancellation = cancellation;
        statement.setFetchSize(FETCH_ROWS);
        cancellation.watch(statement);
        this.row = statement.executeQuery();
        advance();
    }

    @Override
    public long timeMillis() {
        return timeMillis;
    }

    @Override
    public void fill(long atMillis, SeriesRow target) throws SQLException {
        while (timeMillis == atMillis) {
            filler.fill(row, target);
            advance();
        }
    }

    @Override
    public void close() throws SQLException {
        cancellation.forget(statement);
        statement.close();
    }

    private void advance() throws SQLException {
        timeMillis = row.next() ? row.getLong(1) : Long.MAX_VALUE;
    }
}
