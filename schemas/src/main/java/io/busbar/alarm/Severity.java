package io.busbar.alarm;

/** How bad an alarm is, in ascending order. Immutable. */
public enum Severity {
    /** Worth knowing. */
    INFO(0),
    /** Somebody should look. */
    WARNING(1),
    /** The battery is, or should be, protecting itself. */
    PROTECTION(2),
    /** Something is broken. */
    FAULT(3);

    private final int level;

    Severity(int level) {
        this.level = level;
    }

    /** The higher, the worse; part of the binary form of a state. */
    public int level() {
        return level;
    }

    static Severity ofLevel(int level) {
        for (Severity severity : values()) {
            if (severity.level == level) {
                return severity;
            }
        }
        throw new IllegalArgumentException(
                "severity level=" + level + ", allowed: " + INFO.level + " to " + FAULT.level);
    }
}
