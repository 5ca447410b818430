package io.busbar.standalone.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An embedded server that is started again, on the same port, whenever it ends without being asked to: killed, out of memory, or in a panic
 * because its disk was full. A start that fails is tried again, with growing pauses, until it succeeds or this is closed; meanwhile the
 * address stays the same, and whoever writes or reads waits as for any database that is away. Safe for concurrent use.
 */
public final class SupervisedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedPostgres.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Path directory;
    private final PostgresOptions restartOptions;
    private final String jdbcUrl;
    private final String password;
    private final Thread watch;
    private @Nullable EmbeddedPostgres server;
    private boolean closed;

    private SupervisedPostgres(EmbeddedPostgres server, Path directory, PostgresOptions options) {
        this.server = server;
        this.directory = directory;
        this.restartOptions = options.withPort(server.port());
        this.jdbcUrl = server.jdbcUrl();
        this.password = server.password();
        this.watch = new Thread(() -> watch(server), "postgres-watch");
        watch.setDaemon(true);
    }

    /**
     * As {@link EmbeddedPostgres#start(Path, PostgresOptions)}; only a first start that fails is the caller's concern.
     *
     * @throws IOException with one line for the user
     */
    public static SupervisedPostgres start(Path directory, PostgresOptions options) throws IOException {
        SupervisedPostgres supervised =
                new SupervisedPostgres(EmbeddedPostgres.start(directory, options), directory, options);
        supervised.watch.start();
        return supervised;
    }

    /** Of the database {@code busbar}; it outlasts every restart. */
    public String jdbcUrl() {
        return jdbcUrl;
    }

    /** A superuser. */
    public String user() {
        return DatabaseCluster.USER;
    }

    public String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        EmbeddedPostgres last;
        synchronized (this) {
            closed = true;
            last = server;
            server = null;
        }
        watch.interrupt();
        if (last != null) {
            last.close();
        }
        try {
            watch.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch(EmbeddedPostgres first) {
        EmbeddedPostgres watched = first;
        try {
            while (true) {
                watched.awaitEnd();
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    server = null;
                }
                watched.close(); // gives the folder back
                watched = startAgain();
                if (!adopt(watched)) {
                    watched.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("no longer watching PostgreSQL in {}", directory);
        } catch (IOException e) {
            LOG.error("PostgreSQL in {} is not started again: {}", directory, e.getMessage());
        }
    }

    private synchronized boolean adopt(EmbeddedPostgres started) {
        if (!closed) {
            server = started;
        }
        return !closed;
    }

    private EmbeddedPostgres startAgain() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                EmbeddedPostgres started = EmbeddedPostgres.start(directory, restartOptions);
                LOG.info("PostgreSQL in {} runs again", directory);
                return started;
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException(e.getMessage());
                }
                LOG.error("PostgreSQL cannot be started again, next attempt in {}: {}", pause, e.getMessage());
            }
            Thread.sleep(pause.toMillis());
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }
}
