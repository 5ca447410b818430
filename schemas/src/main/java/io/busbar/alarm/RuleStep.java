package io.busbar.alarm;

import io.busbar.alarm.ReadyGate.Answer;
import io.busbar.alarm.Transition.Cause;
import java.util.function.Consumer;

/** One rule, one frame: the state machine of {@link AlarmEvaluator}, for the frames that may change something. Stateless. */
final class RuleStep {

    private RuleStep() {}

    static void look(
            ReadyRule rule,
            AlarmState state,
            int slot,
            Observation seen,
            long value,
            long uploadIntervalMillis,
            Consumer<? super Transition> out) {
        Answer gates = rule.gates(seen);
        if (gates == Answer.UNKNOWN) {
            return;
        }
        long at = seen.observedAtMillis();
        long since = at - state.get(slot, AlarmState.LOOKED);
        boolean first = state.get(slot, AlarmState.RULE) == 0;
        boolean gap = !first && 2 * since > 5 * uploadIntervalMillis;
        boolean told = true;
        long looked = value;
        if (rule.rate) {
            told = !first && !gap && state.version(slot) == rule.rule.version();
            looked = told ? rule.perMinute(value - state.get(slot, AlarmState.LAST_VALUE), since) : 0;
            state.set(slot, AlarmState.LAST_VALUE, value);
        }
        state.looked(slot, rule.rule);
        state.set(slot, AlarmState.LOOKED, at);
        if (rule.released(seen)) {
            end(rule, state, slot, seen, looked, Cause.RELEASE, out);
        } else if (!told || gates == Answer.CLOSED) {
            hold(rule, state, slot, seen, looked, told ? Cause.GATE : Cause.GAP, out);
        } else if (state.phase(slot).open()) {
            clearOrGoOn(rule, state, slot, seen, looked, gap, out);
        } else {
            raiseOrWait(rule, state, slot, seen, looked, gap, out);
        }
    }

    /** No version of the slot's rule looks any more. */
    static void withdraw(AlarmState state, int slot, Observation seen, Consumer<? super Transition> out) {
        AlarmPhase phase = state.phase(slot);
        if (phase.open()) {
            Evidence evidence = EvidenceOf.withoutValue(seen);
            tell(state, slot, seen, phase, AlarmPhase.NORMAL, Cause.RULE, evidence, out);
        }
        state.clear(slot);
    }

    /** The device is somebody else's. */
    static void close(
            AlarmState state, int slot, String serialNumber, long atMillis, Consumer<? super Transition> out) {
        AlarmPhase phase = state.phase(slot);
        if (phase.open()) {
            tell(state, slot, serialNumber, atMillis, phase, AlarmPhase.NORMAL, Cause.RULE, Evidence.NONE, out);
        }
        state.clear(slot);
    }

    private static void raiseOrWait(
            ReadyRule rule,
            AlarmState state,
            int slot,
            Observation seen,
            long value,
            boolean gap,
            Consumer<? super Transition> out) {
        if (!rule.raises(value, seen)) {
            rest(rule, state, slot);
            return;
        }
        long at = seen.observedAtMillis();
        AlarmPhase phase = state.phase(slot);
        boolean waiting = phase == AlarmPhase.PENDING && !gap;
        int samples = waiting ? state.samples(slot) + 1 : 1;
        if (!waiting) {
            state.set(slot, AlarmState.SINCE, at);
        }
        state.samples(slot, samples);
        state.phase(slot, AlarmPhase.PENDING);
        if (at - state.get(slot, AlarmState.SINCE) >= rule.rule.onDelayMillis() && samples >= rule.rule.minSamples()) {
            state.set(slot, AlarmState.COUNTS, 0);
            state.set(slot, AlarmState.RAISED, at);
            state.cell(slot, rule.reader.number(seen));
            change(rule, state, slot, seen, value, phase, AlarmPhase.ACTIVE, Cause.VALUE, out);
        }
    }

    private static void clearOrGoOn(
            ReadyRule rule,
            AlarmState state,
            int slot,
            Observation seen,
            long value,
            boolean gap,
            Consumer<? super Transition> out) {
        AlarmPhase phase = state.phase(slot);
        if (!rule.clears(value, seen)) {
            hold(rule, state, slot, seen, value, Cause.VALUE, out);
            return;
        }
        long at = seen.observedAtMillis();
        if (phase == AlarmPhase.ACTIVE || gap) {
            state.set(slot, AlarmState.SINCE, at);
        }
        if (at - state.get(slot, AlarmState.SINCE) >= rule.rule.offDelayMillis()) {
            end(rule, state, slot, seen, value, Cause.VALUE, out);
        } else if (phase == AlarmPhase.ACTIVE) {
            change(rule, state, slot, seen, value, phase, AlarmPhase.CLEARING, Cause.VALUE, out);
        }
    }

    /** Nothing may begin, and nothing may end. */
    private static void hold(
            ReadyRule rule,
            AlarmState state,
            int slot,
            Observation seen,
            long value,
            Cause cause,
            Consumer<? super Transition> out) {
        AlarmPhase phase = state.phase(slot);
        if (!phase.open()) {
            rest(rule, state, slot);
        } else if (phase == AlarmPhase.CLEARING) {
            change(rule, state, slot, seen, value, phase, AlarmPhase.ACTIVE, cause, out);
        }
    }

    private static void end(
            ReadyRule rule,
            AlarmState state,
            int slot,
            Observation seen,
            long value,
            Cause cause,
            Consumer<? super Transition> out) {
        AlarmPhase phase = state.phase(slot);
        if (phase.open()) {
            change(rule, state, slot, seen, value, phase, AlarmPhase.NORMAL, cause, out);
        }
        rest(rule, state, slot);
    }

    private static void change(
            ReadyRule rule,
            AlarmState state,
            int slot,
            Observation seen,
            long value,
            AlarmPhase from,
            AlarmPhase to,
            Cause cause,
            Consumer<? super Transition> out) {
        state.phase(slot, to);
        tell(state, slot, seen, from, to, cause, EvidenceOf.value(rule, value, seen), out);
    }

    private static void tell(
            AlarmState state,
            int slot,
            Observation seen,
            AlarmPhase from,
            AlarmPhase to,
            Cause cause,
            Evidence evidence,
            Consumer<? super Transition> out) {
        tell(state, slot, seen.serialNumber(), seen.observedAtMillis(), from, to, cause, evidence, out);
    }

    private static void tell(
            AlarmState state,
            int slot,
            String serialNumber,
            long atMillis,
            AlarmPhase from,
            AlarmPhase to,
            Cause cause,
            Evidence evidence,
            Consumer<? super Transition> out) {
        long raisedAt = state.get(slot, AlarmState.RAISED);
        out.accept(new Transition(
                OccurrenceId.of(state.ruleId(slot), serialNumber, state.cell(slot), raisedAt),
                state.nextSequence(slot),
                from,
                to,
                cause,
                atMillis,
                raisedAt,
                state.ruleId(slot),
                state.version(slot),
                state.severity(slot),
                serialNumber,
                state.cell(slot),
                evidence));
    }

    /** Back to no alarm; of a rate the last value stays, for the next one. */
    private static void rest(ReadyRule rule, AlarmState state, int slot) {
        long looked = state.get(slot, AlarmState.LOOKED);
        long last = state.get(slot, AlarmState.LAST_VALUE);
        state.clear(slot);
        if (rule.rate) {
            state.set(slot, AlarmState.LOOKED, looked);
            state.set(slot, AlarmState.LAST_VALUE, last);
            state.looked(slot, rule.rule);
        }
    }
}
