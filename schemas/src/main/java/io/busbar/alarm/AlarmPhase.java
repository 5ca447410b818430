package io.busbar.alarm;

/** Where a rule stands on a device. Immutable. */
public enum AlarmPhase {
    /** No alarm. */
    NORMAL(0),
    /** The condition holds, but not for long enough. */
    PENDING(1),
    /** Raised. */
    ACTIVE(2),
    /** Raised, and the value is back, but not for long enough. */
    CLEARING(3);

    private final int code;

    AlarmPhase(int code) {
        this.code = code;
    }

    /** True while there is an alarm: raised and not cleared. */
    public boolean open() {
        return this == ACTIVE || this == CLEARING;
    }

    /** Stands for the phase in the binary form of a state; never reused. */
    int code() {
        return code;
    }

    static AlarmPhase ofCode(int code) {
        for (AlarmPhase phase : values()) {
            if (phase.code == code) {
                return phase;
            }
        }
        throw new IllegalArgumentException("phase=" + code + ", allowed: " + NORMAL.code + " to " + CLEARING.code);
    }
}
