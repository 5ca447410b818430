package io.busbar.alarm;

import java.util.UUID;

/**
 * One step in the life of an alarm, from raise to clear. What happens before it is raised is none. Immutable.
 *
 * @param occurrence {@link OccurrenceId} of the alarm
 * @param sequence counts the transitions of the occurrence from 1
 * @param atMillis event time of the sample that made it
 * @param raisedAtMillis event time of the raise
 * @param ruleVersion that looked, or looked last when the rule is gone
 * @param cell number of the cell or probe that raised the alarm, from 1; 0 when it is of none
 */
public record Transition(
        UUID occurrence,
        int sequence,
        AlarmPhase from,
        AlarmPhase to,
        Cause cause,
        long atMillis,
        long raisedAtMillis,
        String ruleId,
        int ruleVersion,
        Severity severity,
        String deviceSerialNumber,
        int cell,
        Evidence evidence) {

    /** Why. Immutable. */
    public enum Cause {
        /** The value went over a limit, for long enough. */
        VALUE,
        /** A release of the rule holds. */
        RELEASE,
        /** A gate closed: what was about to clear goes on. */
        GATE,
        /** Frames are missing: what was about to clear goes on. */
        GAP,
        /** The rule is disabled, gone, or no longer for this device. */
        RULE
    }

    public boolean raises() {
        return !from.open();
    }

    public boolean clears() {
        return to == AlarmPhase.NORMAL;
    }
}
