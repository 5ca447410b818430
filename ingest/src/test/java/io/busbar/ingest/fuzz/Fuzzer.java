package io.busbar.ingest.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jazzer in a JVM of its own, so that its agent disturbs no other test. Begins with the kept inputs; what it learns, and what it finds, is left
 * below {@code target/fuzz}. Confined to one thread.
 */
final class Fuzzer {

    /** Whatever reads input; the rest would only be slower. */
    private static final String GUIDING =
            "io.busbar.frame.**:io.busbar.ingest.tcp.**:io.busbar.ingest.mqtt.**:io.netty.handler.codec.mqtt.**:"
                    + "com.fasterxml.jackson.core.**";

    /** Their comparisons of texts are no hints. */
    private static final String NOT_HOOKED = "java.**:javax.**:jdk.**:sun.**:org.agrona.**:io.netty.**:io.vertx.**";

    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
    private static final Pattern PROGRESS = Pattern.compile("#(\\d+)\\s.* exec/s: (\\d+) .*");
    private static final int KEPT_LINES = 40;

    /** One input takes milliseconds; the first one loads everything, perhaps on a machine that has much else to do. */
    private static final int INPUT_TIMEOUT_SECONDS = 60;

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final FuzzTarget target;
    private final boolean showsProgress;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private long shownNanos = System.nanoTime();
    private String summary = "";

    Fuzzer(FuzzTarget target, boolean showsProgress) {
        this.target = target;
        this.showsProgress = showsProgress;
    }

    /** @return 0 when nothing was found */
    int run(String limit) throws IOException, InterruptedException {
        Path folder = Path.of("target", "fuzz", target.program.getSimpleName()).toAbsolutePath();
        Path learned = Files.createDirectories(folder.resolve("learned"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.program.getName(),
                "--instrumentation_includes=" + GUIDING,
                "--custom_hook_excludes=" + NOT_HOOKED,
                "--mutator_framework=false",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-timeout=" + INPUT_TIMEOUT_SECONDS,
                "-rss_limit_mb=3000",
                limit,
                learned.toString(),
                target.inputs().toAbsolutePath().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread stop = new Thread(process::destroyForcibly, "stop-fuzzer");
        Runtime.getRuntime().addShutdownHook(stop);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(line);
            }
            return process.waitFor();
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }

    private void heard(String line) {
        lastLines.add(line);
        if (lastLines.size() > KEPT_LINES) {
            lastLines.remove();
        }
        Matcher done = DONE.matcher(line);
        if (done.find()) {
            summary = "fuzzed " + target + ": " + done.group(1) + " inputs in " + done.group(2) + " s, nothing found";
        }
        Matcher progress = PROGRESS.matcher(line);
        if (showsProgress && System.nanoTime() - shownNanos > PROGRESS_NANOS && progress.matches()) {
            shownNanos = System.nanoTime();
            System.out.println(target + ": " + progress.group(1) + " inputs, " + progress.group(2) + " a second");
        }
    }

    /** How many inputs there were. */
    String summary() {
        return summary;
    }

    /** What it said last, with the file that holds the input when it found one. */
    String end() {
        return String.join("\n", lastLines);
    }
}
