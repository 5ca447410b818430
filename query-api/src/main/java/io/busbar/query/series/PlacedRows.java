package io.busbar.query.series;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Rows of integers of many stretches from one statement, in order of the stretch's number and then of time. While a block of a few thousand of them
 * is used another thread reads the next {@value #AHEAD}, so that a long answer takes as long as the slower of the database and who asks. Several may
 * be read at once: the driver has one thread at a time use the connection. Confined to one thread, inside one transaction.
 */
final class PlacedRows implements AutoCloseable {

    /** What {@link #value} has where there is none. */
    static final long NONE = Long.MIN_VALUE;

    /** Of a packed statement's row; the usual bucket has as many of them in a day. */
    static final int PACKED_ROWS = 288;

    /** Rows of the statement in a block. */
    private static final int BLOCK_ROWS = 4_000;

    private static final int BLOCK_OF_PACKED_ROWS = BLOCK_ROWS / PACKED_ROWS + 1;

    /** Most answers have no more, and who asks for a long one begins with them. */
    private static final int FIRST_ROWS = 250;

    private static final int FIRST_OF_PACKED_ROWS = 1;

    /** With one the database would wait until who asks is told of it and asks for the next. */
    private static final int AHEAD = 2;

    private final PlacedQuery query;
    private final Executor threads;
    private final Cancellation cancellation;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private PlacedBlock block;

    /** Begun when the second row of the current block is used: who opens several does not wait for one that reads ahead. */
    private final ArrayDeque<CompletableFuture<PlacedBlock>> ahead = new ArrayDeque<>();

    /** Blocks before the current one, for those to come. */
    private final ArrayDeque<PlacedBlock> used = new ArrayDeque<>();

    private int row = -1;
    private int number;

    PlacedRows(Connection connection, PlacedQuery query, Executor threads, Cancellation cancellation)
            throws SQLException {
        this.query = query;
        this.threads = threads;
        this.cancellation = cancellation;
        this.statement = query.sql().prepare(connection);
        int first = query.isPacked() ? FIRST_OF_PACKED_ROWS : FIRST_ROWS;
        statement.setFetchSize(first);
        cancellation.watch(statement);
        this.rows = statement.executeQuery();
        this.block = new PlacedBlock(query).read(rows, first);
        rows.setFetchSize(rowsOfABlock());
        advance();
    }

    /** Whether the current row is one of the stretch; rows of those before are passed over. */
    boolean isAt(int stretch) throws SQLException {
        while (number < stretch) {
            advance();
        }
        return number == stretch;
    }

    /** Of the current row; {@link #NONE} when it has none. Columns count from 0. */
    long value(int column) {
        return block.value(row, column);
    }

    void advance() throws SQLException {
        int before = number;
        row++;
        if (row == 1 && !block.isLast()) {
            readAhead();
        }
        if (row == block.rows() && !block.isLast()) {
            used.add(block);
            block = taken(ahead.remove());
            row = 0;
        }
        number = row < block.rows() ? block.stretch(row) : Integer.MAX_VALUE;
        if (number < before) {
            throw new IllegalStateException("rows of stretch " + number + " after those of " + before);
        }
    }

    /** Returns when nobody reads any more. */
    @Override
    public void close() throws SQLException {
        if (!ahead.isEmpty()) {
            ahead.getLast().handle((read, failure) -> true).join();
        }
        cancellation.forget(statement);
        statement.close();
    }

    private int rowsOfABlock() {
        return query.isPacked() ? BLOCK_OF_PACKED_ROWS : BLOCK_ROWS;
    }

    private void readAhead() {
        while (ahead.size() < AHEAD) {
            PlacedBlock target = used.isEmpty() ? new PlacedBlock(query) : used.remove();
            CompletableFuture<PlacedBlock> before =
                    ahead.isEmpty() ? CompletableFuture.completedFuture(block) : ahead.getLast();
            ahead.add(before.thenApplyAsync(read -> read.isLast() ? read : following(target), threads));
        }
    }

    private PlacedBlock following(PlacedBlock target) {
        try {
            return target.read(rows, rowsOfABlock());
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private static PlacedBlock taken(CompletableFuture<PlacedBlock> reading) throws SQLException {
        try {
            return reading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SQLException met) {
                throw met;
            }
            throw e;
        }
    }
}
