package io.busbar.standalone.postgres;

import io.busbar.standalone.storage.DataDirectory;
import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, for a machine that has none: durable, on loopback only, behind a generated password, and in one folder that
 * can be moved or deleted as a whole. It is a process group of its own, so that Ctrl-C at a terminal reaches us first; when this program is
 * killed the server stays, and the next start on the same folder stops it. Safe for concurrent use.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final int PORT_ATTEMPTS = 3;
    private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(60);
    private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(10);

    private final DataDirectory lock;
    private final Process server;
    private final int port;
    private final String password;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> end;

    private EmbeddedPostgres(DataDirectory lock, Process server, int port, String password, Path log) {
        this.lock = lock;
        this.server = server;
        this.port = port;
        this.password = password;
        this.end = server.onExit().thenAccept(ended -> {
            if (!closing.get()) {
                LOG.error("PostgreSQL ended unexpectedly: exit code {}, see {}", ended.exitValue(), log);
            }
        });
    }

    /** As {@link #start(Path, PostgresOptions)} with the defaults. */
    public static EmbeddedPostgres start(Path directory) throws IOException {
        return start(directory, PostgresOptions.defaults());
    }

    /**
     * Starts a server on a folder, which is made when absent; returns when it takes connections.
     *
     * @throws IOException with one line for the user
     */
    public static EmbeddedPostgres start(Path directory, PostgresOptions options) throws IOException {
        return start(directory, options, ServerAccount.candidates());
    }

    static EmbeddedPostgres start(Path directory, PostgresOptions options, List<ServerAccount> accounts)
            throws IOException {
        DataDirectory lock = DataDirectory.open(directory);
        try {
            ServerFolder folder = new ServerFolder(lock.path());
            Path binariesParent = options.binaries() == null ? folder.path() : options.binaries();
            PostgresBinaries binaries = PostgresBinaries.unpack(binariesParent.toAbsolutePath());
            ServerProcesses.stopAll(folder.data());
            String password = folder.password();
            ServerAccount account = ServerAccount.choose(accounts, folder, binaries);
            DatabaseCluster.prepare(folder, binaries, account);
            return launch(lock, folder, binaries, account, options, password);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Of the database {@code busbar}. */
    public String jdbcUrl() {
        return jdbcUrl("busbar");
    }

    /** Of another database of this server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** A superuser. */
    public String user() {
        return DatabaseCluster.USER;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** Of the first process of the server. */
    public long pid() {
        return server.pid();
    }

    /** Returns when the server has ended, for whatever reason. */
    void awaitEnd() throws InterruptedException {
        server.waitFor();
        end.join();
    }

    /** Shuts the server down, without waiting for its clients, and gives the folder back. */
    @Override
    public void close() throws IOException {
        if (closing.compareAndSet(false, true)) {
            try {
                stop(server);
                end.join();
            } finally {
                lock.close();
            }
        }
    }

    private static EmbeddedPostgres launch(
            DataDirectory lock,
            ServerFolder folder,
            PostgresBinaries binaries,
            ServerAccount account,
            PostgresOptions options,
            String password)
            throws IOException {
        for (int attempt = 1; true; attempt++) {
            int port = LoopbackPort.choose(folder.portFile(), options.port());
            folder.rotateLog();
            Process server = spawn(folder, binaries, account, port);
            try {
                Readiness.await(server, folder, port, password, options.startTimeout());
                return new EmbeddedPostgres(lock, server, port, password, folder.log());
            } catch (IOException | RuntimeException e) {
                stop(server);
                boolean portTaken = folder.complaint().contains("could not create any TCP/IP sockets");
                if (!portTaken || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static Process spawn(ServerFolder folder, PostgresBinaries binaries, ServerAccount account, int port)
            throws IOException {
        List<String> words = new ArrayList<>();
        if (Command.exists("setsid")) {
            words.add("setsid");
        }
        words.addAll(account.command(
                binaries.program("postgres"), "-D", folder.data().toString(), "-p", Integer.toString(port)));
        Process server = Command.builder(folder.path(), words)
                .redirectErrorStream(true)
                .redirectOutput(folder.log().toFile())
                .start();
        server.getOutputStream().close();
        return server;
    }

    /** An interrupt, also one from before, neither shortens this nor keeps the signals from being sent: the caller is told afterwards. */
    private static void stop(Process server) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    end(server);
                    return;
                } catch (InterruptedException | InterruptedIOException e) {
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void end(Process server) throws IOException, InterruptedException {
        Signal.INT.send(server.toHandle());
        if (!server.waitFor(FAST_SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("PostgreSQL did not shut down within {} s, ending it at once", FAST_SHUTDOWN.toSeconds());
            Signal.QUIT.send(server.toHandle());
            if (!server.waitFor(IMMEDIATE_SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }
}
