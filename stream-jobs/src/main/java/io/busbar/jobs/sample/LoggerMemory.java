package io.busbar.jobs.sample;

/**
 * What the job remembers of one logger: bounded, flat, mutable in place. Losing the repeats costs work, never a wrong row: the database
 * settles them. Losing the boots gives the next frame of a logger without a clock a time reckoned anew. Confined to the operator that
 * holds it as state.
 */
public final class LoggerMemory {

    static final int RECENT_FRAMES = 64;
    static final int RECENT_BOOTS = 8;

    /** The newest instant of a frame that was neither historical nor ahead of its receipt, UTC. */
    public long progressMillis = Long.MIN_VALUE;

    /** The last frames, by observed-at and precedence, as a ring. */
    public long[] recentObservedAtMillis = new long[RECENT_FRAMES];

    public long[] recentPrecedenceHigh = new long[RECENT_FRAMES];
    public long[] recentPrecedenceLow = new long[RECENT_FRAMES];

    /** Below twice the ring's size; the next place is this modulo the size. */
    public int recentFrames;

    /** The last boots of a logger without a clock, and when each began, UTC, as a ring. */
    public long[] bootIds = new long[RECENT_BOOTS];

    public long[] bootedAtMillis = new long[RECENT_BOOTS];

    /** Below twice the ring's size; the next place is this modulo the size. */
    public int boots;

    /** Whether this very frame was among the last ones; remembers it if not. */
    boolean isRepeat(long observedAtMillis, long precedenceHigh, long precedenceLow) {
        for (int i = 0; i < Math.min(recentFrames, RECENT_FRAMES); i++) {
            if (recentObservedAtMillis[i] == observedAtMillis
                    && recentPrecedenceHigh[i] == precedenceHigh
                    && recentPrecedenceLow[i] == precedenceLow) {
                return true;
            }
        }
        int place = recentFrames % RECENT_FRAMES;
        recentObservedAtMillis[place] = observedAtMillis;
        recentPrecedenceHigh[place] = precedenceHigh;
        recentPrecedenceLow[place] = precedenceLow;
        recentFrames = next(recentFrames, RECENT_FRAMES);
        return false;
    }

    /** When the boot began: fixed by its first frame, so that a resend gets the time of the original. */
    long bootedAtMillis(long bootId, long receivedAtMillis, long uptimeMillis) {
        for (int i = 0; i < Math.min(boots, RECENT_BOOTS); i++) {
            if (bootIds[i] == bootId) {
                return bootedAtMillis[i];
            }
        }
        int place = boots % RECENT_BOOTS;
        bootIds[place] = bootId;
        bootedAtMillis[place] = receivedAtMillis - uptimeMillis;
        boots = next(boots, RECENT_BOOTS);
        return bootedAtMillis[place];
    }

    private static int next(int count, int ring) {
        return count + 1 == 2 * ring ? ring : count + 1;
    }
}
