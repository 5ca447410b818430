package io.busbar.benchmarks;

import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.path.PathLoad;
import io.busbar.benchmarks.path.PathSystem;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One turn of the script {@code benchmarks/before-after}: a fleet that sends at one rate through the whole path, and what that costs. The script runs
 * it with the classes of other commits before its own on the class path, so it calls nothing that these do not have. Stateless.
 */
public final class PathTurn {

    private static final int LOGGERS = 500;
    private static final double MILLION = 1e6;
    private static final double WARM_SHARE = 0.5;

    private PathTurn() {}

    /** Takes an empty folder on the disk that is measured, one for the programs that it needs, frames per second, and seconds. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4) {
            System.err.println("PathTurn takes FOLDER PROGRAMS FRAMES_PER_SECOND SECONDS, got " + arguments.length
                    + " words; benchmarks/before-after runs it");
            System.exit(2);
        }
        double rate = Double.parseDouble(arguments[2]);
        double seconds = Double.parseDouble(arguments[3]);
        String figures;
        try (PathSystem system = PathSystem.start(Path.of(arguments[0]), Path.of(arguments[1]));
                PathLoad load = PathLoad.of(system, LOGGERS)) {
            load.atRate(rate, seconds * WARM_SHARE);
            figures = figures(load.atRate(rate, seconds));
            load.requireEverythingOnce();
        }
        System.out.println(figures);
        System.exit(0); // threads of libraries may live on
    }

    private static String figures(PathLoad.Result run) {
        return String.format(
                Locale.ROOT,
                "%.3f CPU-s per million values  %,.0f frames/s  acknowledged p50/p99 %.1f/%.1f ms  alarms p50/p99 %d/%d ms",
                run.cpuSeconds() * MILLION / (run.frames() * (double) DoorFleet.VALUES),
                run.framesPerSecond(),
                run.ackMillis(50),
                run.ackMillis(99),
                run.alarmMillis().getValueAtPercentile(50),
                run.alarmMillis().getValueAtPercentile(99));
    }
}
