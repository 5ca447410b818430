package io.busbar.standalone.postgres;

import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The TimescaleDB server of the folder that {@code .ci/timescaledb} makes, run by chroot as its user {@code postgres}, on loopback. It lives in
 * a process and mount name space of its own: nothing of it is seen in the folder, and when this program ends, however it ends, the server
 * shuts down and takes its data with it. Needs root. Confined to one thread but for {@link DatabaseServer}'s methods.
 */
public final class TimescaleServer implements DatabaseServer {

    /** Settings of a server that does not load TimescaleDB, although its files are there. */
    public static final List<String> NOT_LOADED = List.of("shared_preload_libraries=");

    private static final String VARIABLE = "BUSBAR_TIMESCALEDB_ROOT";
    private static final Path DEFAULT_ROOT = Path.of("/var/cache/busbar/postgresql-17-timescaledb");
    private static final String PROGRAMS = "usr/lib/postgresql/17/bin";
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_preload_libraries=timescaledb",
            "timescaledb.telemetry_level=off",
            "timescaledb.max_background_workers=16",
            "max_worker_processes=32",
            "max_connections=100",
            "timezone=UTC");

    /**
     * The end of standard input, which also comes when this program is killed, stops the server. The data stay when "keep" was said before.
     */
    private static final String SCRIPT =
            """
            root=$1 home=$2 port=$3 programs=/$4
            shift 4
            account=$(stat -c %u:%g "$root/var/lib/postgresql") || exit
            mount --bind "$home" "$root/mnt" || exit
            mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" || exit
            if [ ! -e "$home/data/PG_VERSION" ]; then
              chown "$account" "$home" "$home/password" || exit
              chroot --userspec="$account" "$root" "$programs/initdb" -D /mnt/data -U busbar --pwfile=/mnt/password \\
                -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --no-sync || exit
            fi
            exec 3<&0
            chroot --userspec="$account" "$root" "$programs/postgres" -D /mnt/data -p "$port" "$@" 3<&- &
            server=$!
            { read -r wish <&3; [ "$wish" = keep ] || touch "$home/over"; kill -INT "$server"; } &
            wait "$server"
            status=$?
            [ -e "$home/over" ] && rm -rf "$home"
            exit "$status"
            """;

    private final Path root;
    private final ServerFolder folder;
    private final String password;
    private Process process;
    private int port;

    private TimescaleServer(Path root, ServerFolder folder, List<String> settings) throws IOException {
        this.root = root;
        this.folder = folder;
        this.password = folder.password();
        this.port = LoopbackPort.choose(folder.portFile(), 0);
        this.process = spawn(settings);
    }

    /** Why there is none on this machine, with the remedy; empty when there is one. */
    public static Optional<String> absence() {
        if (!Files.isExecutable(root().resolve(PROGRAMS).resolve("postgres"))) {
            return Optional.of("there is no TimescaleDB server in " + root()
                    + ": make one by .ci/timescaledb FOLDER as root, and name it in " + VARIABLE);
        }
        if (!Files.isWritable(Path.of("/"))) {
            return Optional.of("the TimescaleDB server in " + root() + " is run by chroot, which needs root");
        }
        return Optional.empty();
    }

    public static TimescaleServer start() throws IOException {
        return start(List.of());
    }

    /** With further settings of the form {@code name=value}; they win over those of the tests. */
    public static TimescaleServer start(List<String> settings) throws IOException {
        ServerFolder folder =
                new ServerFolder(Files.createTempDirectory("timescaledb-").toRealPath());
        TimescaleServer server = new TimescaleServer(root(), folder, settings);
        server.awaitReady();
        return server;
    }

    /** Stops the server and starts it on the same data and port with other settings. */
    public void restart(List<String> settings) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write("keep\n".getBytes(StandardCharsets.US_ASCII));
        }
        awaitEnd();
        startAgain(settings);
    }

    /** Ends all of its processes at once, as a power cut would end them, and starts it on the same data and port. */
    public void killAndStart() throws IOException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit()
                .orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join());
        startAgain(List.of());
    }

    private void startAgain(List<String> settings) throws IOException {
        port = LoopbackPort.choose(folder.portFile(), 0);
        process = spawn(settings);
        awaitReady();
    }

    @Override
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public String user() {
        return DatabaseCluster.USER;
    }

    @Override
    public String password() {
        return password;
    }

    /** Where its data and its log are. */
    Path folder() {
        return folder.path();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        awaitEnd();
        FolderTree.delete(folder.path());
    }

    private static Path root() {
        String named = System.getenv(VARIABLE);
        return named == null ? DEFAULT_ROOT : Path.of(named).toAbsolutePath();
    }

    private Process spawn(List<String> settings) throws IOException {
        folder.rotateLog();
        List<String> words =
                new ArrayList<>(List.of("setsid", "unshare", "--mount", "--pid", "--fork", "--kill-child"));
        words.addAll(List.of("sh", "-c", SCRIPT, "timescaledb"));
        words.addAll(List.of(root.toString(), folder.path().toString(), Integer.toString(port), PROGRAMS));
        List<String> all = new ArrayList<>(SETTINGS);
        all.addAll(settings);
        all.forEach(setting -> words.addAll(List.of("-c", setting)));
        return Command.builder(Path.of("/"), words)
                .redirectErrorStream(true)
                .redirectOutput(folder.log().toFile())
                .start();
    }

    private void awaitReady() throws IOException {
        try {
            Readiness.await(process, folder, port, password, START_LIMIT);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void awaitEnd() throws IOException {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
