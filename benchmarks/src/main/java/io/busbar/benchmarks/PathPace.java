package io.busbar.benchmarks;

/**
 * How much {@code bench path} sends, and for how long. Immutable.
 *
 * @param loggers half of them over MQTT, half over TCP
 * @param warmSeconds as fast as it goes, before anything is counted
 * @param seconds of each load
 * @param sustainedSeconds of the last one
 * @param sustainedFramesPerSecond of it
 * @param pairs how often the naive chain has its turn beside it, from 1
 * @param pairSeconds of each turn
 * @param naiveFramesPerSecond that the naive chain is given
 */
record PathPace(
        int loggers,
        double warmSeconds,
        double seconds,
        double sustainedSeconds,
        double sustainedFramesPerSecond,
        int pairs,
        double pairSeconds,
        double naiveFramesPerSecond) {

    static final PathPace FULL = new PathPace(500, 60, 30, 600, 10_050, 5, 5, 500);

    PathPace {
        if (loggers < 2
                || warmSeconds <= 0
                || seconds <= 0
                || sustainedSeconds <= 0
                || sustainedFramesPerSecond <= 0
                || pairs < 1
                || pairSeconds <= 0
                || naiveFramesPerSecond <= 0) {
            throw new IllegalArgumentException("pace out of range: loggers=" + loggers + ", warmSeconds=" + warmSeconds
                    + ", seconds=" + seconds + ", sustainedSeconds=" + sustainedSeconds + ", sustainedFramesPerSecond="
                    + sustainedFramesPerSecond + ", pairs=" + pairs + ", pairSeconds=" + pairSeconds
                    + ", naiveFramesPerSecond=" + naiveFramesPerSecond + ", allowed: loggers from 2, others above 0");
        }
    }
}
