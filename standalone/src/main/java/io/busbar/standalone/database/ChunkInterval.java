package io.busbar.standalone.database;

import java.time.Duration;
import java.util.List;

/**
 * How much time a chunk covers. The chunks being written, with their indexes, should stay in memory, because rows of all devices go all over
 * them; but more chunks than that needs make every query slower. Pure.
 */
final class ChunkInterval {

    /** Each divides the next, so that chunks of an old and a new interval never overlap. The longest still lets old data go in time. */
    static final List<Duration> STEPS = List.of(
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4),
            Duration.ofHours(8),
            Duration.ofDays(1),
            Duration.ofDays(2),
            Duration.ofDays(4),
            Duration.ofDays(8));

    /** Before anything is measured. */
    static final Duration DEFAULT = Duration.ofDays(1);

    /** Between them nothing changes, so that a rate at the edge does not change the interval every hour. */
    private static final double TOO_LARGE = 1.25;

    private static final double SMALL_ENOUGH = 0.75;

    private ChunkInterval() {}

    /** Of tables whose rate was measured before they have chunks. */
    static Duration first(ChunkLoad load) {
        return load.bytesPerDay() == 0 ? DEFAULT : longestWithin(load, 1);
    }

    /** Of the next chunks, when those now have this one. */
    static Duration next(Duration current, ChunkLoad load) {
        if (load.bytesPerDay() == 0) {
            return current;
        }
        if (bytes(current, load) > TOO_LARGE * load.targetBytes()) {
            return longestWithin(load, 1);
        }
        Duration longer = longestWithin(load, SMALL_ENOUGH);
        return longer.compareTo(current) > 0 ? longer : current;
    }

    /** Such as 8 h or 2 d. */
    static String words(Duration interval) {
        return interval.toHours() % 24 == 0 ? interval.toDays() + " d" : interval.toHours() + " h";
    }

    private static Duration longestWithin(ChunkLoad load, double share) {
        Duration longest = STEPS.get(0);
        for (Duration step : STEPS) {
            if (bytes(step, load) <= share * load.targetBytes()) {
                longest = step;
            }
        }
        return longest;
    }

    private static double bytes(Duration interval, ChunkLoad load) {
        return load.bytesPerDay() * interval.toSeconds() / Duration.ofDays(1).toSeconds();
    }
}
