package io.busbar.benchmarks.door;

import io.busbar.benchmarks.peer.ServerProcess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a door in a Java process takes, after a full garbage collection. Immutable.
 *
 * @param heapBytes of objects that are in use
 * @param residentBytes of the whole process in memory, as the kernel counts it; without its socket buffers, which are the kernel's
 */
public record DoorMemory(long heapBytes, long residentBytes) {

    private static final String RESIDENT = "VmRSS:";
    private static final String TOTAL = "Total";
    private static final long KIBIBYTE = 1_024;

    public static DoorMemory of(DoorServer door) throws IOException {
        long pid = door.process().pid();
        long heapBytes = heapBytes(pid);
        return new DoorMemory(heapBytes, residentBytes(pid));
    }

    /** The histogram counts what a full collection leaves. */
    private static long heapBytes(long pid) throws IOException {
        Path tool = Path.of(ServerProcess.java()).resolveSibling("jcmd");
        Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while memory is counted").initCause(e);
        }
        return printed.lines()
                .filter(line -> line.startsWith(TOTAL))
                .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2]))
                .findFirst()
                .orElseThrow(() -> new IOException(tool + " did not count the heap of process " + pid + ": "
                        + printed.lines().findFirst().orElse("it printed nothing")));
    }

    private static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line -> KIBIBYTE * Long.parseLong(line.trim().split("\\s+")[1]))
                .findFirst()
                .orElseThrow(() -> new IOException("the kernel does not say how much memory process " + pid + " has"));
    }
}
