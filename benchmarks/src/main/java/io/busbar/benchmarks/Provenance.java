package io.busbar.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where figures come from: without it they cannot be repeated. Immutable.
 *
 * @param commit of the tree that was measured, "-dirty" when tracked files differ from it; "unknown" outside a repository
 * @param machine processors, operating system and JDK
 */
record Provenance(Instant date, String commit, String machine, String command) {

    private static final String UNKNOWN = "unknown";

    static Provenance of(Clock clock, Path tree, String command) {
        return new Provenance(
                clock.instant().truncatedTo(ChronoUnit.SECONDS), headOf(tree), describeMachine(), command);
    }

    private static String headOf(Path tree) {
        // No lock is taken: others may work in the same repository. Tags are excluded so that a hash comes out.
        ProcessBuilder git = new ProcessBuilder(
                "git",
                "--no-optional-locks",
                "-C",
                tree.toString(),
                "describe",
                "--always",
                "--dirty",
                "--abbrev=12",
                "--exclude=*");
        try {
            Process process = git.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? printed : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }

    private static String describeMachine() {
        return Runtime.getRuntime().availableProcessors() + " x " + processor() + ", " + System.getProperty("os.name")
                + " " + System.getProperty("os.version") + ", JDK " + Runtime.version();
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
