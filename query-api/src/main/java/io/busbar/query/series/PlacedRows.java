package io.busbar.query.series;

import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Rows of many stretches from one statement, in order of the stretch's number, which is its first column, and then of time. Confined to one thread,
 * inside one transaction.
 */
final class PlacedRows implements AutoCloseable {

    private static final int FETCH_ROWS = 2_000;

    private final PreparedStatement statement;
    private final ResultSet row;
    private final Cancellation cancellation;
    private int number;

    PlacedRows(Connection connection, Sql sql, Cancellation cancellation) throws SQLException {
        this.statement = sql.prepare(connection);
        this.cancellation = cancellation;
        statement.setFetchSize(FETCH_ROWS);
        cancellation.watch(statement);
        this.row = statement.executeQuery();
        advance();
    }

    /** Whether the current row is one of the stretch; rows of those before are passed over. */
    boolean isAt(int stretch) throws SQLException {
        while (number < stretch) {
            advance();
        }
        return number == stretch;
    }

    ResultSet row() {
        return row;
    }

    void advance() throws SQLException {
        int before = number;
        number = row.next() ? row.getInt(1) : Integer.MAX_VALUE;
        if (number < before) {
            throw new IllegalStateException("rows of stretch " + number + " after those of " + before);
        }
    }

    @Override
    public void close() throws SQLException {
        cancellation.forget(statement);
        statement.close();
    }
}
