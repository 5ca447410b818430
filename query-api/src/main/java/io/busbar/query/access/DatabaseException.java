package io.busbar.query.access;

import java.sql.SQLException;

/** The database failed or was not reachable; the cause says how. Immutable. */
public final class DatabaseException extends RuntimeException {

    /** SQLSTATE of a statement that was cancelled on request or by its time limit. */
    private static final String QUERY_CANCELED = "57014";

    public DatabaseException(SQLException cause) {
        super("database: " + cause.getMessage(), cause);
    }

    public boolean cancelled() {
        return getCause() instanceof SQLException cause && QUERY_CANCELED.equals(cause.getSQLState());
    }

    /** True when there was no connection to be had, rather than a statement that failed. */
    public boolean unavailable() {
        return getCause() instanceof SQLException cause
                && (cause.getSQLState() == null || cause.getSQLState().startsWith("08"));
    }
}
