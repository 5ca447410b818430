package io.busbar.alarm;

/** What a rule looks at. In JSON in small letters. Immutable. */
public enum RuleKind {
    /** The value of a point against a limit. */
    THRESHOLD,
    /** How fast the value of a point changes, in its unit per minute, between one sample and the next. */
    RATE,
    /** An alarm that the device itself reports: a bit of a point, or any value but 0. */
    BIT,
    /** No frame received. Judged by receipts, not by values: by the time since the last receipt. */
    SILENCE
}
