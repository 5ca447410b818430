package io.busbar.standalone.database;

import io.busbar.jobs.database.DatabaseConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the upkeep tasks of a database now and then, one after the other, while no other process does. A task that fails is logged and
 * does not keep the others from running; the next round tries it again. Closing breaks off what runs. Safe for concurrent use.
 */
public final class StorageUpkeep implements AutoCloseable {

    /** Between two rounds of a running system. */
    public static final Duration EVERY = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(StorageUpkeep.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final DatabaseConfig config;
    private final List<UpkeepTask> tasks;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Connection busy;

    private StorageUpkeep(DatabaseConfig config, List<UpkeepTask> tasks, Duration first, Duration every) {
        this.config = config;
        this.tasks = List.copyOf(tasks);
        this.thread = new Thread(() -> runRounds(first, every), "storage-upkeep");
        thread.setDaemon(true);
    }

    /** Runs the tasks in the background: first after a while, then again and again. */
    public static StorageUpkeep start(DatabaseConfig config, List<UpkeepTask> tasks, Duration first, Duration every) {
        StorageUpkeep upkeep = new StorageUpkeep(config, tasks, first, every);
        upkeep.thread.start();
        return upkeep;
    }

    /**
     * Runs every task once, in this thread.
     *
     * @return false when another process does so just now, and nothing was done
     * @throws SQLException or IOException of the first task that fails; those after it are not run
     */
    public static boolean runOnce(DatabaseConfig config, List<UpkeepTask> tasks)
            throws SQLException, IOException, InterruptedException {
        try (Connection lock = DatabaseSession.open(config)) {
            if (!AdvisoryLock.UPKEEP.tryTake(lock)) {
                return false;
            }
            for (UpkeepTask task : tasks) {
                try (Connection connection = DatabaseSession.open(config)) {
                    task.run(connection);
                }
            }
            return true;
        }
    }

    /**
     * As {@link #runOnce}, for a user at a terminal.
     *
     * @throws IOException with one line for the user
     */
    public static boolean runByHand(DatabaseConfig config, List<UpkeepTask> tasks)
            throws IOException, InterruptedException {
        try {
            return runOnce(config, tasks);
        } catch (SQLException e) {
            throw DatabaseFailure.of(config, e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        Connection open = busy;
        if (open != null) {
            cancel(open);
        }
        try {
            thread.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runRounds(Duration first, Duration every) {
        try {
            boolean closed = closing.await(first.toMillis(), TimeUnit.MILLISECONDS);
            while (!closed) {
                runRound();
                closed = closing.await(every.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            // closed: nothing is left to do
        }
    }

    private void runRound() throws InterruptedException {
        try (Connection lock = DatabaseSession.open(config)) {
            if (AdvisoryLock.UPKEEP.tryTake(lock)) {
                for (UpkeepTask task : tasks) {
                    runTask(task);
                }
            } else {
                LOG.debug("another process does the upkeep of {} just now", config);
            }
        } catch (SQLException e) {
            LOG.warn("no upkeep of the storage this time: {}", e.getMessage());
        }
    }

    private void runTask(UpkeepTask task) throws InterruptedException {
        try (Connection connection = DatabaseSession.open(config)) {
            busy = connection;
            task.run(connection);
        } catch (SQLException | IOException | RuntimeException e) {
            if (closing.getCount() == 0) {
                throw new InterruptedException();
            }
            LOG.warn("upkeep task '{}' failed, it is tried again later: {}", task.name(), e.getMessage());
        } finally {
            busy = null;
        }
    }

    private static void cancel(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.debug("nothing to cancel: {}", e.getMessage());
        }
    }
}
