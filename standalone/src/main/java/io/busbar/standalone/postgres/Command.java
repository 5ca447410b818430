package io.busbar.standalone.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A short-lived program and what it said. Immutable. */
record Command(int exitCode, String output) {

    /** Runs a program in a folder and waits for its end; both output streams are kept. */
    static Command run(Path folder, List<String> words) throws IOException {
        Process process = builder(folder, words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            return new Command(process.waitFor(), output);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted: " + words.get(0)).initCause(e);
        }
    }

    /** A program without the caller's PostgreSQL variables and language, which would change what the server does and says. */
    static ProcessBuilder builder(Path folder, List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Whether a program of this name is on the search path. */
    static boolean exists(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    boolean succeeded() {
        return exitCode == 0;
    }

    /**
     * The line that says what went wrong, in the words of PostgreSQL's programs; else the last line. That a server is still starting up
     * is what it tells whoever connects too early, not what is wrong with it.
     */
    static String complaint(String output) {
        List<String> lines = output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.stream()
                .filter(line -> !line.contains("FATAL:  the database system is "))
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:") || line.contains("error:"))
                .findFirst()
                .orElse(lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1));
    }
}
