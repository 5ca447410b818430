package io.busbar.query.series;

import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Rows of integers of many stretches from one statement, in order of the stretch's number, which is their first column, and then of time. While one
 * {@value #BLOCK_ROWS} of them are used another thread reads the next, so that a long answer takes as long as the slower of the database and who asks.
 * Several may be read at once: the driver has one thread at a time use the connection. Confined to one thread, inside one transaction.
 */
final class PlacedRows implements AutoCloseable {

    private static final int BLOCK_ROWS = 2_000;

    /** Most answers have no more, and who asks for a long one begins with them. */
    private static final int FIRST_ROWS = 250;

    private final Executor threads;
    private final Cancellation cancellation;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final int columns;
    private Block block;

    /** Begun when the first row of the current block is used: who opens several does not wait for one that reads ahead. */
    private @Nullable CompletableFuture<Block> ahead;

    /** The block before the current one, for the one after it. */
    private @Nullable Block used;

    private int row = -1;
    private int number;

    /** Rows one after the other. */
    private static final class Block {
        private final int capacity;
        private final long[] values;
        private final boolean[] nulls;
        private int rows;

        Block(int columns, int capacity) {
            this.capacity = capacity;
            this.values = new long[capacity * columns];
            this.nulls = new boolean[capacity * columns];
        }

        boolean isFull() {
            return rows == capacity;
        }
    }

    PlacedRows(Connection connection, Sql sql, Executor threads, Cancellation cancellation) throws SQLException {
        this.threads = threads;
        this.cancellation = cancellation;
        this.statement = sql.prepare(connection);
        statement.setFetchSize(FIRST_ROWS);
        cancellation.watch(statement);
        this.rows = statement.executeQuery();
        this.columns = rows.getMetaData().getColumnCount();
        this.block = read(new Block(columns, FIRST_ROWS));
        rows.setFetchSize(BLOCK_ROWS);
        advance();
    }

    /** Whether the current row is one of the stretch; rows of those before are passed over. */
    boolean isAt(int stretch) throws SQLException {
        while (number < stretch) {
            advance();
        }
        return number == stretch;
    }

    /** Of the current row; 0 when there is none. Columns count from 1. */
    long value(int column) {
        return block.values[row * columns + column - 1];
    }

    boolean isNull(int column) {
        return block.nulls[row * columns + column - 1];
    }

    void advance() throws SQLException {
        int before = number;
        row++;
        if (row == 1 && block.isFull()) {
            ahead = ahead(used != null ? used : new Block(columns, BLOCK_ROWS));
        } else if (row == block.rows && block.isFull()) {
            used = block.capacity == BLOCK_ROWS ? block : null;
            block = taken(Objects.requireNonNull(ahead, "a full block has a next one"));
            row = 0;
        }
        number = row < block.rows ? (int) value(1) : Integer.MAX_VALUE;
        if (number < before) {
            throw new IllegalStateException("rows of stretch " + number + " after those of " + before);
        }
    }

    /** Returns when nobody reads any more. */
    @Override
    public void close() throws SQLException {
        CompletableFuture<Block> reading = ahead;
        if (reading != null) {
            reading.handle((read, failure) -> true).join();
        }
        cancellation.forget(statement);
        statement.close();
    }

    private CompletableFuture<Block> ahead(Block target) {
        return CompletableFuture.supplyAsync(() -> readAhead(target), threads);
    }

    private static Block taken(CompletableFuture<Block> reading) throws SQLException {
        try {
            return reading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException met) {
                throw met;
            }
            throw e;
        }
    }

    private Block readAhead(Block target) {
        try {
            return read(target);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private Block read(Block target) throws SQLException {
        target.rows = 0;
        for (int at = 0; !target.isFull() && rows.next(); target.rows++) {
            for (int column = 1; column <= columns; column++, at++) {
                target.values[at] = rows.getLong(column);
                target.nulls[at] = rows.wasNull();
            }
        }
        return target;
    }
}
