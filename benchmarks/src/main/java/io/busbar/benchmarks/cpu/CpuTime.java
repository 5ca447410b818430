package io.busbar.benchmarks.cpu;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time, user and system together, in seconds. Of other processes in ticks of 10 ms, as {@code /proc/PID/stat} counts it.
 * Stateless.
 */
public final class CpuTime {

    private static final double TICKS_PER_SECOND = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Fields of {@code proc(5)}, counted from behind the program's name: utime, stime, cutime, cstime. */
    private static final int FIRST_TIME = 11;

    private static final int PARENT = 1;

    private CpuTime() {}

    /** Of all threads of this JVM: its garbage collector and its compiler count, too. */
    public static double ofThisProcess() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getProcessCpuTime() / NANOS_PER_SECOND;
    }

    /** Of a process, of its descendants, and of those of them that have ended. */
    public static double ofTree(long pid) {
        List<ProcessHandle> tree =
                new ArrayList<>(ProcessHandle.of(pid).stream().toList());
        ProcessHandle.of(pid).ifPresent(root -> root.descendants().forEach(tree::add));
        double seconds = 0;
        for (ProcessHandle process : tree) {
            String[] fields = stat(process.pid());
            for (int i = FIRST_TIME; i < FIRST_TIME + 4 && i < fields.length; i++) {
                seconds += Long.parseLong(fields[i]) / TICKS_PER_SECOND;
            }
        }
        return seconds;
    }

    /** The parent of a process of this machine, 0 when there is no such process. */
    public static long parentOf(long pid) {
        String[] fields = stat(pid);
        return fields.length > PARENT ? Long.parseLong(fields[PARENT]) : 0;
    }

    /** The fields behind the program's name, which may hold spaces; none when the process has ended. */
    private static String[] stat(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }
}
