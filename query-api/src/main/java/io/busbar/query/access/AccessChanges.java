package io.busbar.query.access;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether what was read of people and devices still holds, so that it can be remembered. Every statement that changes what rights depend
 * on makes PostgreSQL notify all listeners after its commit ({@code V5__access_changes.sql}). It is heard here on a connection of its own and
 * moves a version. Who remembers keeps the version from before they read, and uses what they have only while that is the current one.
 *
 * <p>Silence proves nothing: the connection may be cut, the server may stand still. So every second a beat goes through the same queue of
 * PostgreSQL, which keeps the order of commits: when it comes back, everything that was committed before it was sent has been heard. Only
 * for three seconds from then on {@link #vouches} is true; otherwise nothing that is remembered is used. One thread of its own; the other
 * methods may be called by any.
 */
public final class AccessChanges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessChanges.class);

    private static final String CHANNEL = "busbar_access";

    /** Payload of changes that touch no scope; any other touches everything. */
    private static final String DEVICES_ONLY = "devices";

    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long VOUCHED_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int CONNECT_SECONDS = 5;
    private static final int SOCKET_SECONDS = 10;
    private static final long CLOSE_MILLIS = 6_000;

    private final PGSimpleDataSource source;

    /** Nobody else's, so that the beats of one process disturb no other. */
    private final String beatChannel = CHANNEL + "_beat_" + Secrets.hexKey().substring(0, 16);

    private final Thread thread = new Thread(this::run, "access-changes");
    private final AtomicLong scopeVersion = new AtomicLong();
    private final AtomicLong deviceVersion = new AtomicLong();
    private boolean complaining = true;
    private volatile @Nullable Beat lastBeat;
    private volatile @Nullable Connection listening;
    private volatile boolean closed;

    /** One that came back. */
    private record Beat(long sentAtNanos, Instant databaseTime) {}

    private AccessChanges(PGSimpleDataSource source) {
        this.source = source;
    }

    /** Listens until closed. The database may be away. */
    static AccessChanges follow(String jdbcUrl, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName("busbar-access-changes");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SOCKET_SECONDS);
        AccessChanges changes = new AccessChanges(source);
        changes.thread.setDaemon(true);
        changes.thread.start();
        return changes;
    }

    /** Whether every change that was committed three seconds ago has moved the versions. */
    public boolean vouches() {
        Beat beat = lastBeat;
        return beat != null && System.nanoTime() - beat.sentAtNanos() < VOUCHED_NANOS;
    }

    /** How many changes there were, some of them counted twice. */
    public long count() {
        return deviceVersion();
    }

    /** Moves with every change of what a scope is made from. */
    long scopeVersion() {
        return scopeVersion.get();
    }

    /** Moves with every change of what a visible device is made from, its scope included. */
    long deviceVersion() {
        return deviceVersion.get();
    }

    /** The time by the database's clock, never behind it; {@link Instant#MAX} when it is not known. */
    Instant databaseTime() {
        Beat beat = lastBeat;
        return beat == null ? Instant.MAX : beat.databaseTime().plusNanos(System.nanoTime() - beat.sentAtNanos());
    }

    /** Whether the transaction, not yet committed, changes what rights depend on. */
    static boolean isMadeBy(Connection transaction) throws SQLException {
        return Sql.of("SELECT current_setting('busbar.access_changed', true) = 'on'")
                .first(transaction, row -> row.getBoolean(1))
                .orElse(false);
    }

    /** Something changed, nobody knows what. */
    void moved() {
        scopeVersion.incrementAndGet();
        deviceVersion.incrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
        Connection connection = listening;
        try {
            if (connection != null) {
                connection.abort(Runnable::run); // wakes the thread
            }
            LockSupport.unpark(thread);
            thread.join(CLOSE_MILLIS);
        } catch (SQLException e) {
            LOG.debug("connection for changes of rights not closed: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try (Connection connection = source.getConnection()) {
                listening = connection;
                follow(connection, connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                complain(e);
                LockSupport.parkNanos(this, BACK_OFF_NANOS);
            }
        }
    }

    private void follow(Connection connection, PGConnection notified) throws SQLException {
        requireDirect(connection, notified);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            statement.execute("LISTEN " + beatChannel);
        }
        moved(); // nobody has heard what happened before
        try (PreparedStatement send = connection.prepareStatement("SELECT pg_notify(?, ?), clock_timestamp()")) {
            for (long number = 1; !closed; number++) {
                beat(send, notified, Long.toString(number));
            }
        } finally {
            lastBeat = null;
        }
    }

    /** Sends a beat, then hears what comes, for as long as beats are apart. */
    private void beat(PreparedStatement send, PGConnection notified, String number) throws SQLException {
        long sentAtNanos = System.nanoTime();
        send.setString(1, beatChannel);
        send.setString(2, number);
        Beat beat;
        try (ResultSet row = send.executeQuery()) {
            row.next();
            beat = new Beat(sentAtNanos, row.getObject(2, OffsetDateTime.class).toInstant());
        }
        for (long leftNanos = BEAT_NANOS;
                leftNanos > 0 && !closed;
                leftNanos = sentAtNanos + BEAT_NANOS - System.nanoTime()) {
            int leftMillis = (int) TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1;
            for (PGNotification notification : notified.getNotifications(leftMillis)) {
                if (notification.getName().equals(CHANNEL)) {
                    heard(notification.getParameter());
                } else if (notification.getParameter().equals(number)) {
                    lastBeat = beat;
                    complaining = true;
                }
            }
        }
    }

    private void heard(String payload) {
        if (payload.equals(DEVICES_ONLY)) {
            deviceVersion.incrementAndGet();
        } else {
            moved();
        }
    }

    /** Through a pooler some notifications may come and others be lost; it shows by its own process ids. */
    private static void requireDirect(Connection connection, PGConnection notified) throws SQLException {
        int backend = Sql.of("SELECT pg_backend_pid()")
                .first(connection, row -> row.getInt(1))
                .orElseThrow();
        if (backend != notified.getBackendPID()) {
            throw new SQLException("a connection pooler is in between; name the PostgreSQL server itself");
        }
    }

    /** Once, until it works again. */
    private void complain(SQLException problem) {
        if (complaining && !closed) {
            LOG.warn(
                    "rights are read from the database for every request, changes of them cannot be heard: {}",
                    problem.getMessage());
        }
        complaining = false;
    }
}
