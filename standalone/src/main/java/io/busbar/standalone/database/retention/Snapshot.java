package io.busbar.standalone.database.retention;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * Runs a piece of work in one transaction that sees one state of the database throughout. When a writer changed in the meantime what the
 * work was to remove, nothing happens and it is done again with what there is now. Confined to one thread.
 */
final class Snapshot {

    /** Serialization failure, deadlock. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01");

    private static final int MOST_ATTEMPTS = 10;

    private final Connection connection;

    Snapshot(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }

    /** What to do, as often as it takes. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException, IOException, InterruptedException;
    }

    <T> T run(Work<T> work) throws SQLException, IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = work.run();
                connection.commit();
                return result;
            } catch (SQLException e) {
                rollBack(e);
                if (attempt == MOST_ATTEMPTS || !AGAIN.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
            } catch (IOException | InterruptedException | RuntimeException e) {
                rollBack(e);
                throw e;
            }
        }
    }

    private void rollBack(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
