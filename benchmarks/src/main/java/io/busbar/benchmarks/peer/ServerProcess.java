package io.busbar.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What all servers have in common that a benchmark runs as processes of their own. Stateless. */
public final class ServerProcess {

    private static final int END_SECONDS = 20;
    private static final int TAIL_LINES = 20;

    private ServerProcess() {}

    /** The Java that runs the benchmark. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Asks it to end, and after a while does not ask. */
    public static void end(Process server) {
        server.destroy();
        try {
            if (!server.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            server.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines of its log. */
    public static String tail(Path log) throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }
}
