package io.busbar.benchmarks.path;

import io.busbar.benchmarks.cpu.CpuTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What everything has taken up to a moment: CPU in seconds, allocation in bytes. Immutable.
 *
 * @param generator CPU of this JVM
 * @param database CPU of the database and its processes
 * @param system CPU of the system's process
 * @param threads of the system that are alive, by id and name
 * @param residentBytes of the system's process
 */
record Expense(double generator, double database, double system, Map<String, OfThread> threads, long residentBytes) {

    private static final double NANOS = 1e9;
    private static final int FIELDS = 4;
    private static final long KIBIBYTE = 1024;

    /** CPU in seconds and allocated bytes of one thread. */
    record OfThread(double cpuSeconds, double allocatedBytes) {}

    /** @param threads what {@link PathProcess} says of its threads */
    static Expense now(String threads, long systemPid, long databasePid) throws IOException {
        String[] lines = threads.split("\n");
        Map<String, OfThread> byThread = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] fields = lines[i].split("\t", FIELDS);
            byThread.put(
                    fields[0] + "\t" + fields[3],
                    new OfThread(Long.parseLong(fields[1]) / NANOS, Long.parseLong(fields[2])));
        }
        return new Expense(
                CpuTime.ofThisProcess(),
                CpuTime.ofTree(databasePid),
                Long.parseLong(lines[0].strip()) / NANOS,
                byThread,
                residentBytes(systemPid));
    }

    /** CPU in seconds since then by stage; {@code collector_and_compiler} is what is no thread of Java's, or has ended. */
    Map<String, Double> cpuSince(Expense earlier) {
        Map<String, Double> stages = new TreeMap<>();
        double known = 0;
        for (Map.Entry<String, OfThread> thread : threads.entrySet()) {
            OfThread before = earlier.threads.getOrDefault(thread.getKey(), new OfThread(0, 0));
            double seconds = Math.max(0, thread.getValue().cpuSeconds() - before.cpuSeconds());
            stages.merge(stage(thread.getKey()), seconds, Double::sum);
            known += seconds;
        }
        stages.put("collector_and_compiler", Math.max(0, system - earlier.system - known));
        stages.put("database", database - earlier.database);
        stages.put("generator", generator - earlier.generator);
        return stages;
    }

    /** Allocated bytes since then by stage. */
    Map<String, Double> allocatedSince(Expense earlier) {
        Map<String, Double> stages = new TreeMap<>();
        threads.forEach((thread, now) -> stages.merge(
                stage(thread),
                Math.max(
                        0,
                        now.allocatedBytes()
                                - earlier.threads
                                        .getOrDefault(thread, new OfThread(0, 0))
                                        .allocatedBytes()),
                Double::sum));
        return stages;
    }

    /** CPU of the system and its database, without the generator. */
    double cpuOfPathSince(Expense earlier) {
        return system - earlier.system + database - earlier.database;
    }

    private static String stage(String thread) {
        return Stage.of(thread.substring(thread.indexOf('\t') + 1)).name().toLowerCase(Locale.ROOT);
    }

    private static long residentBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE;
            }
        }
        return 0;
    }
}
