package io.busbar.alarm;

/**
 * On which side of its limit a value is bad. The raising limit belongs to the bad side, the clearing limit to neither: high raises at
 * {@code value >= raise} and clears at {@code value < clear}. In JSON in small letters. Immutable.
 */
public enum Condition {
    /** Of several cells or probes the highest is looked at. */
    HIGH,
    /** Of several cells or probes the lowest is looked at. */
    LOW
}
