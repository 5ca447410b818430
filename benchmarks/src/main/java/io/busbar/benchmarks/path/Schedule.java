package io.busbar.benchmarks.path;

import java.util.concurrent.TimeUnit;

/**
 * When the frames of one logger are observed, and which of them raise alarms: each at the moment when it is due, no two at the same, and one of so many
 * raises, which the next ones clear. Confined to one thread.
 */
final class Schedule {

    /** So many frames of a logger to one that raises alarms. */
    private static final int ALARM_EVERY = 500;

    private final int phase;
    private final long nanosToEpoch = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
    private long sent;
    private long alarms;
    private long lastMillis;

    /** @param phase which of its first frames raises an alarm, so that not all loggers do at once */
    Schedule(int phase) {
        this.phase = phase;
    }

    /** Of loggers that send alike, so that their alarms are spread evenly. */
    static int phase(int logger, int loggers) {
        return (int) ((long) logger * ALARM_EVERY / loggers);
    }

    /**
     * One more frame is sent.
     *
     * @return whether it is to raise an alarm
     */
    boolean next(long dueNanos) {
        boolean raises = (sent + phase) % ALARM_EVERY == ALARM_EVERY - 1;
        lastMillis = Math.max(lastMillis + 1, TimeUnit.NANOSECONDS.toMillis(nanosToEpoch + dueNanos));
        sent++;
        alarms += raises ? 1 : 0;
        return raises;
    }

    long sent() {
        return sent;
    }

    /** When the last was observed. */
    long lastMillis() {
        return lastMillis;
    }

    /** How many of them raised alarms. */
    long alarms() {
        return alarms;
    }
}
