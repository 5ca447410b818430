package io.busbar.benchmarks.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of Busbar that a benchmark runs as a process of its own, as it runs the others: a class with a main method that says when it is ready, and
 * runs until its standard input ends. Immutable.
 *
 * @param ready what it said when it was ready
 */
public record BusbarProgram(Process process, String ready) {

    private static final String READY = "ready ";

    /**
     * Starts it and waits until it is ready.
     *
     * @param folder for its log, {@code program.log}
     * @param heapMebibytes all of it from the start, as a server has it
     */
    public static BusbarProgram start(Class<?> program, Path folder, int heapMebibytes, String... arguments)
            throws IOException {
        Files.createDirectories(folder);
        Path log = folder.resolve("program.log");
        List<String> command = new ArrayList<>(List.of(ServerProcess.java()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-") || flag.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xms" + heapMebibytes + "m",
                "-Xmx" + heapMebibytes + "m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(READY)) {
                    return new BusbarProgram(process, line.substring(READY.length()));
                }
            }
            throw new IOException(program.getSimpleName() + " did not start: " + ServerProcess.tail(log));
        } catch (IOException | RuntimeException e) {
            ServerProcess.end(process);
            throw e;
        }
    }

    /** For the program: says that it is ready, and returns when it is to end. */
    public static void serve(String ready) throws IOException {
        System.out.println(READY + ready);
        while (System.in.read() >= 0) {
            // nobody writes: the end of the input is the end
        }
    }
}
