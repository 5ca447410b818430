package io.busbar.jobs.sample;

import java.util.HashMap;
import java.util.Map;

/**
 * What the job remembers of one logger: bounded, flat, mutable in place. Losing it costs work, never a wrong row: the database settles
 * repeats, and a boot without a known time gets one from its next frame. Confined to the operator that holds it as state.
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
    public int recentFrames;

    /** The last boots of a logger without a clock, and when each began, UTC, as a ring. */
    public long[] bootIds = new long[RECENT_BOOTS];

    public long[] bootedAtMillis = new long[RECENT_BOOTS];
    public int boots;

    /** The text last seen of a point, by {@code device serial number + ' ' + point id}. */
    public Map<String, String> texts = new HashMap<>();

    /** Whether this very frame was among the last ones; remembers it if not. */
    boolean isRepeat(long observedAtMillis, long precedenceHigh, long precedenceLow) {
        for (int i = 0; i < Math.min(recentFrames, RECENT_FRAMES); i++) {
            if (recentObservedAtMillis[i] == observedAtMillis
                    && recentPrecedenceHigh[i] == precedenceHigh
                    && recentPrecedenceLow[i] == precedenceLow) {
                return true;
            }
        }
        int next = recentFrames++ % RECENT_FRAMES;
        recentObservedAtMillis[next] = observedAtMillis;
        recentPrecedenceHigh[next] = precedenceHigh;
        recentPrecedenceLow[next] = precedenceLow;
        if (recentFrames == 2 * RECENT_FRAMES) {
            recentFrames = RECENT_FRAMES;
        }
        return false;
    }

    /** When the boot began: fixed by its first frame, so that a resend gets the time of the original. */
    long bootedAtMillis(long bootId, long receivedAtMillis, long uptimeMillis) {
        for (int i = 0; i < Math.min(boots, RECENT_BOOTS); i++) {
            if (bootIds[i] == bootId) {
                return bootedAtMillis[i];
            }
        }
        int next = boots++ % RECENT_BOOTS;
        bootIds[next] = bootId;
        bootedAtMillis[next] = receivedAtMillis - uptimeMillis;
        if (boots == 2 * RECENT_BOOTS) {
            boots = RECENT_BOOTS;
        }
        return bootedAtMillis[next];
    }
}
