package io.busbar.benchmarks.path;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of alarms as they become visible, as a consumer does that asks again at once, and notes how long after its frame was due each is
 * there. Thread-safe.
 */
final class AlarmWatch implements AutoCloseable {

    private static final long PAUSE_MICROS = 2_000;
    private static final int DIGITS = 3;

    private final Connection connection;
    private final Thread thread;
    private volatile Histogram millis = new ConcurrentHistogram(DIGITS);
    private volatile boolean isClosed;
    private volatile @Nullable SQLException failure;

    private AlarmWatch(Connection connection) {
        this.connection = connection;
        this.thread = new Thread(this::watch, "alarm-watch");
    }

    /** Begins with the first event that there is. Closes the connection at last. */
    static AlarmWatch start(Connection connection) {
        AlarmWatch watch = new AlarmWatch(connection);
        watch.thread.start();
        return watch;
    }

    /** What was raised since the last call, in ms. */
    Histogram take() {
        Histogram taken = millis;
        millis = new ConcurrentHistogram(DIGITS);
        return taken;
    }

    private void watch() {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT seq, extract(epoch FROM at) * 1000 FROM alarm_event WHERE seq > ? AND type = ? ORDER BY seq")) {
            query.setString(2, "raised");
            long seen = 0;
            while (!isClosed) {
                query.setLong(1, seen);
                try (ResultSet rows = query.executeQuery()) {
                    long now = System.currentTimeMillis();
                    while (rows.next()) {
                        seen = rows.getLong(1);
                        millis.recordValue(Math.max(0, now - rows.getLong(2)));
                    }
                }
                TimeUnit.MICROSECONDS.sleep(PAUSE_MICROS);
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws SQLException {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
        SQLException ended = failure;
        if (ended != null) {
            throw ended;
        }
    }
}
