package io.busbar.alarm;

/** Somebody puts an alarm aside for a while; it comes back by itself. Immutable. */
public record Shelving(String who, long atMillis, long untilMillis, String why) implements AlarmEvent.Detail {

    public static final long MAX_MILLIS = 30L * 24 * 3600 * 1000;
    public static final int MAX_WHY_CHARS = 1000;

    /** @throws IllegalArgumentException when nobody or no reason is named, or the while is none or too long */
    public Shelving {
        Words.require("who", who, 1, Words.MAX_WHO_CHARS);
        Words.require("why", why, 1, MAX_WHY_CHARS);
        if (untilMillis <= atMillis || untilMillis - atMillis > MAX_MILLIS) {
            throw new IllegalArgumentException(
                    "shelved for " + (untilMillis - atMillis) + " ms, allowed: 1 to " + MAX_MILLIS);
        }
    }

    /** Whether it still holds. */
    public boolean holds(long nowMillis) {
        return nowMillis >= atMillis && nowMillis < untilMillis;
    }

    /** The end of a shelving: the time was over, or somebody ended it. Immutable. */
    public record End(String who, long atMillis) implements AlarmEvent.Detail {

        public End {
            Words.require("who", who, 1, Words.MAX_WHO_CHARS);
        }
    }
}
