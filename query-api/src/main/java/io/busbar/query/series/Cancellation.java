package io.busbar.query.series;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the statements of a query whose client has gone. May be shared between threads. */
public final class Cancellation {

    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    private final Set<Statement> running = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /** Blocks while it asks the database, so never to be called on an event loop. */
    public void cancel() {
        cancelled = true;
        for (Statement statement : running) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.debug("statement not cancelled: {}", e.getMessage());
            }
        }
    }

    public boolean cancelled() {
        return cancelled;
    }

    /** @throws IOException when the client has gone: a part must not pass for the whole answer */
    public void check() throws IOException {
        if (cancelled) {
            throw new IOException("the client has gone");
        }
    }

    /** Until {@link #forget}, so that it ends with the client. */
    public void watch(Statement statement) {
        running.add(statement);
    }

    public void forget(Statement statement) {
        running.remove(statement);
    }
}
