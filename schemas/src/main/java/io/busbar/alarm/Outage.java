package io.busbar.alarm;

/**
 * A time in which the front door did not listen, so that nobody could be heard. Immutable.
 *
 * @param fromMillis UTC, inclusive
 * @param toMillis UTC: it listens again
 */
public record Outage(long fromMillis, long toMillis) {

    public Outage {
        if (toMillis <= fromMillis) {
            throw new IllegalArgumentException(
                    "outage from " + fromMillis + " to " + toMillis + ", allowed: a later end");
        }
    }
}
