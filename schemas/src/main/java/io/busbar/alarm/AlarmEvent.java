package io.busbar.alarm;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an alarm, as those are told who follow alarms. Travels as a CloudEvent in JSON ({@link AlarmEventJson}). Immutable.
 *
 * @param sequence of a step that of its transition; of a suppression or its end {@link Suppression#sequence}; of others it counts the events of the
 *     type for the occurrence, from 1
 * @param atMillis event time: of the sample that made a step, of the deed of a person
 * @param processedAtMillis when the engine decided it
 * @param retroactive late data made it: history was amended, nobody is notified
 */
public record AlarmEvent(
        Occurrence occurrence,
        int sequence,
        long atMillis,
        long processedAtMillis,
        boolean retroactive,
        Detail detail) {

    /** Says what happened; its class decides the type. */
    public sealed interface Detail
            permits Step, Amendment, Acknowledgement, Shelving, Shelving.End, Suppression, Suppression.End {}

    /** An alarm and where it comes from. Immutable. */
    public record Occurrence(
            UUID id,
            String ruleId,
            int ruleVersion,
            Severity severity,
            String deviceSerialNumber,
            int cell,
            long raisedAtMillis) {}

    /** The alarm was raised, or cleared. Immutable. */
    public record Step(AlarmPhase from, AlarmPhase to, Transition.Cause cause, Evidence evidence) implements Detail {

        /** @throws IllegalArgumentException for a transition that only the engine cares for */
        public Step {
            if (from.open() == to.open()) {
                throw new IllegalArgumentException("step from " + from + " to " + to + ", allowed: a raise or a clear");
            }
        }
    }

    /**
     * History was amended: the alarm was cleared at another time, is open after all, or never was. Immutable.
     *
     * @param withdrawn with all data there is no such alarm
     * @param clearedAtMillis null when it is open, or withdrawn
     */
    public record Amendment(boolean withdrawn, @Nullable Long clearedAtMillis) implements Detail {

        public Amendment {
            if (withdrawn && clearedAtMillis != null) {
                throw new IllegalArgumentException(
                        "withdrawn and cleared at " + clearedAtMillis + ", allowed: one of both");
            }
        }
    }

    /** The word after {@code io.busbar.alarm.} in the type of the CloudEvent. Immutable. */
    public enum Type {
        RAISED,
        CLEARED,
        ACKNOWLEDGED,
        SHELVED,
        UNSHELVED,
        SUPPRESSED,
        UNSUPPRESSED,
        AMENDED
    }

    public AlarmEvent {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence=" + sequence + ", allowed: 1 and more");
        }
        if (detail instanceof Amendment && !retroactive) {
            throw new IllegalArgumentException("an amendment that is not retroactive");
        }
        if (deedMillis(detail, atMillis) != atMillis) {
            throw new IllegalArgumentException(
                    "time=" + atMillis + " of a deed at " + deedMillis(detail, atMillis) + ", allowed: the same");
        }
    }

    /** @throws IllegalArgumentException for a transition that is neither raise nor clear */
    public static AlarmEvent of(Transition transition, long processedAtMillis, boolean retroactive) {
        return new AlarmEvent(
                new Occurrence(
                        transition.occurrence(),
                        transition.ruleId(),
                        transition.ruleVersion(),
                        transition.severity(),
                        transition.deviceSerialNumber(),
                        transition.cell(),
                        transition.raisedAtMillis()),
                transition.sequence(),
                transition.atMillis(),
                processedAtMillis,
                retroactive,
                new Step(transition.from(), transition.to(), transition.cause(), transition.evidence()));
    }

    /**
     * The same for the same event, however often and wherever it is made: a UUID like {@link OccurrenceId}, of occurrence, type, sequence and
     * event time.
     */
    public UUID id() {
        return OccurrenceId.digest(
                occurrence.id().toString() + '\n' + type().name() + '\n' + sequence + '\n' + atMillis + '\n');
    }

    public Type type() {
        if (detail instanceof Step step) {
            return step.to().open() ? Type.RAISED : Type.CLEARED;
        }
        if (detail instanceof Acknowledgement) {
            return Type.ACKNOWLEDGED;
        }
        if (detail instanceof Shelving) {
            return Type.SHELVED;
        }
        if (detail instanceof Shelving.End) {
            return Type.UNSHELVED;
        }
        if (detail instanceof Suppression.End) {
            return Type.UNSUPPRESSED;
        }
        return detail instanceof Suppression ? Type.SUPPRESSED : Type.AMENDED;
    }

    /** When a person did it; otherwise the time of the event. */
    static long deedMillis(Detail detail, long atMillis) {
        if (detail instanceof Acknowledgement acknowledgement) {
            return acknowledgement.atMillis();
        }
        if (detail instanceof Shelving shelving) {
            return shelving.atMillis();
        }
        return detail instanceof Shelving.End end ? end.atMillis() : atMillis;
    }
}
