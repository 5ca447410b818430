package io.busbar.alarm;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides when alarms are raised and cleared: the only place that does, for live frames, replays and simulations alike. A pure function of a
 * state and an observation; allocates only when an alarm changes.
 *
 * <pre>
 *           raises                onDelay, minSamples                clears
 *  NORMAL ----------▶ PENDING ----------------------▶ ACTIVE ----------------▶ CLEARING
 *     ▲ ◀-------------- |                              |  ▲ ◀------------------ |  |
 *     |   no longer                            release |  |     no longer          | offDelay, release
 *     +------------------------------------------------+--+-----------------------+
 * </pre>
 *
 * What a rule cannot look at, because the frame lacks a value of it or of a gate, is for this rule as if it had not been sent. Of frames that
 * it looks at:
 * <ul>
 * <li>A wait is over with the first sample that is at least the delay after the first of the wait. A gap of more than 2.5 upload intervals
 *     starts it anew: the sample behind the gap may be the first of another wait. So nothing is raised or cleared for what nobody saw; an alarm
 *     stays open across a gap.
 * <li>Between the limits nothing begins: a pending alarm is dropped, one about to clear goes on.
 * <li>While a gate is closed a pending alarm is dropped and an open one held: it goes on and does not wait for its clearing.
 * <li>While a release holds, an open alarm clears at once and none begins, whatever the gates say.
 * <li>A rate is reckoned from the last sample that had the value and was looked at by the same version. Behind a gap there is none for one
 *     sample, which drops and holds like a closed gate.
 * <li>Where no version of a rule looks any more, an open alarm clears with the first frame.
 * </ul>
 *
 * Stateless.
 */
public final class AlarmEvaluator {

    /** A year. */
    private static final long MAX_INTERVAL_MILLIS = 365L * 24 * 3600 * 1000;

    private AlarmEvaluator() {}

    /**
     * Goes one frame on.
     *
     * @param uploadIntervalMillis how often the logger sends, its own
     * @param out is told the transitions, in the order of rule ids
     * @throws IllegalArgumentException when the frame is not later than the last one
     */
    public static void step(
            DeviceRules rules,
            AlarmState state,
            Observation seen,
            long uploadIntervalMillis,
            Consumer<? super Transition> out) {
        if (uploadIntervalMillis <= 0 || uploadIntervalMillis > MAX_INTERVAL_MILLIS) {
            throw new IllegalArgumentException(
                    "upload interval=" + uploadIntervalMillis + " ms, allowed: 1 to " + MAX_INTERVAL_MILLIS);
        }
        state.bind(rules);
        state.observed(seen.observedAtMillis());
        seen.fold();
        @Nullable ReadyRule[] ready = rules.at(seen.observedAtMillis());
        for (int slot = 0; slot < ready.length; slot++) {
            ReadyRule rule = ready[slot];
            if (rule == null) {
                RuleStep.withdraw(state, slot, seen, out);
                continue;
            }
            boolean atRest = state.phase(slot) == AlarmPhase.NORMAL;
            if (atRest && rule.restsQuickly(seen)) {
                continue;
            }
            long value = rule.value(seen);
            if (value == Observation.NO_VALUE) {
                continue;
            }
            if (!atRest || rule.rate || rule.raises(value, seen)) {
                RuleStep.look(rule, state, slot, seen, value, uploadIntervalMillis, out);
            }
        }
        for (int slot = ready.length; slot < state.slots(); slot++) {
            RuleStep.withdraw(state, slot, seen, out);
        }
        state.trim(rules);
    }

    /** Closes every open alarm of a device that is somebody else's from now on: what comes begins with a state of its own. */
    public static void close(AlarmState state, String serialNumber, long atMillis, Consumer<? super Transition> out) {
        for (int slot = 0; slot < state.slots(); slot++) {
            RuleStep.close(state, slot, serialNumber, atMillis, out);
        }
    }
}
