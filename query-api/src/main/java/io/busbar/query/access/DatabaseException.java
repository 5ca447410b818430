package io.busbar.query.access;

import java.sql.SQLException;
import java.util.Set;

/** The database failed or was not reachable; the cause says how. Immutable. */
public final class DatabaseException extends RuntimeException {

    /** SQLSTATE of a statement that was cancelled on request or by its time limit. */
    private static final String QUERY_CANCELED = "57014";

    /** Of a foreign key, of uniqueness, of serialization, a deadlock. */
    private static final Set<String> OVERTAKEN = Set.of("23503", "23505", "40001", "40P01");

    public DatabaseException(SQLException cause) {
        super("database: " + cause.getMessage(), cause);
    }

    public boolean cancelled() {
        return getCause() instanceof SQLException cause && QUERY_CANCELED.equals(cause.getSQLState());
    }

    /** True when another transaction may have done what this one relied on not being done: nothing of this one is left, and it may be tried again. */
    boolean overtaken() {
        return getCause() instanceof SQLException cause && OVERTAKEN.contains(String.valueOf(cause.getSQLState()));
    }

    /** True when there was no connection to be had, rather than a statement that failed. */
    public boolean unavailable() {
        return getCause() instanceof SQLException cause
                && (cause.getSQLState() == null || cause.getSQLState().startsWith("08"));
    }
}
