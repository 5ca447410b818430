package io.busbar.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of a server that an earlier run left behind. Every process of PostgreSQL has the data folder as its working directory; that
 * tells them from others that got the same process id later. Stateless.
 */
final class ServerProcesses {

    private static final Logger LOG = LoggerFactory.getLogger(ServerProcesses.class);
    private static final Duration FAST = Duration.ofSeconds(60);
    private static final Duration IMMEDIATE = Duration.ofSeconds(15);
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private ServerProcesses() {}

    /**
     * Leaves the data folder without a server: a running one is shut down, processes that lost theirs are ended, and a process id file
     * that names a stranger is removed.
     *
     * @throws IOException with one line for the user, when processes stay
     */
    static void stopAll(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        Optional<ProcessHandle> named = named(pidFile);
        List<ProcessHandle> left = in(data);
        if (!left.isEmpty()) {
            LOG.info("stopping the PostgreSQL server that an earlier run left on {}: processes {}", data, pids(left));
            Optional<ProcessHandle> postmaster = named.filter(left::contains);
            if (postmaster.isPresent()) {
                Signal.INT.send(postmaster.get());
            } else {
                signalAll(Signal.QUIT, left);
            }
            if (!awaitEnd(data, FAST)) {
                signalAll(Signal.QUIT, in(data));
            }
            if (!awaitEnd(data, IMMEDIATE)) {
                throw new IOException("PostgreSQL processes " + pids(in(data)) + " still use " + data
                        + " and do not stop: end them, then start again");
            }
        }
        if (named.isPresent()) {
            // A zombie, or another program with the same id: PostgreSQL would take it for a live server and refuse to
            // start.
            Files.deleteIfExists(pidFile);
        }
    }

    /** The live servers and their children that work in a data folder. */
    static List<ProcessHandle> in(Path data) {
        return ProcessHandle.allProcesses()
                .filter(process -> data.equals(link(process, "cwd").orElse(null)))
                .filter(process -> link(process, "exe")
                        .map(program -> program.getFileName().toString().startsWith("postgres"))
                        .orElse(false))
                .toList();
    }

    /** The process that the first line of postmaster.pid names, if one of that id exists. */
    private static Optional<ProcessHandle> named(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile).lines().findFirst().orElse("").strip();
        return pid.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
    }

    private static boolean awaitEnd(Path data, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!in(data).isEmpty()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private static void signalAll(Signal signal, List<ProcessHandle> processes) throws IOException {
        for (ProcessHandle process : processes) {
            signal.send(process);
        }
    }

    private static String pids(List<ProcessHandle> processes) {
        return processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(", "));
    }

    private static Optional<Path> link(ProcessHandle process, String name) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), name)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
