package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Lets one process at a time do something to a database. PostgreSQL keeps such a lock for the session and gives it back when the
 * session ends, however it ends. Immutable.
 */
enum AdvisoryLock {
    /** Applying migrations and the storage profile. */
    PREPARE(0x62_75_73_62_61_72_01L),

    /** The tasks of {@link StorageUpkeep}. */
    UPKEEP(0x62_75_73_62_61_72_02L);

    /** "busbar" in ASCII and a number, so that it meets nobody else's. */
    private final long key;

    AdvisoryLock(long key) {
        this.key = key;
    }

    /** Waits until the session of the connection has the lock. */
    void take(Connection connection) throws SQLException {
        ask(connection, "SELECT pg_advisory_lock(?) IS NOT NULL");
    }

    /** Returns whether the session of the connection has the lock now. */
    boolean tryTake(Connection connection) throws SQLException {
        return ask(connection, "SELECT pg_try_advisory_lock(?)");
    }

    private boolean ask(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }
}
