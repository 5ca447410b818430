package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.AlarmEvent.Occurrence;
import io.busbar.alarm.Evidence;
import io.busbar.alarm.Transition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written of one occurrence of an alarm: its row as it is to be, and the events that people are told. Confined to one thread.
 */
final class AlarmChange {

    /** As the table has them. Immutable. */
    enum State {
        ACTIVE,
        CLEARING,
        CLEARED,
        WITHDRAWN
    }

    private final Occurrence occurrence;
    private final Subject subject;
    private final List<AlarmEvent> events = new ArrayList<>();
    private State state = State.ACTIVE;
    private @Nullable Evidence raisedWith;
    private boolean isRetroactive;
    private @Nullable Long clearedAtMillis;
    private int sequence;
    private int amendments;

    /**
     * Whose alarm it is. Immutable.
     *
     * @param deviceId null for a logger
     * @param isSilence what raised it, silence or a value
     */
    record Subject(@Nullable Integer deviceId, String loggerSerialNumber, boolean isSilence) {}

    AlarmChange(Occurrence occurrence, Subject subject) {
        this.occurrence = occurrence;
        this.subject = subject;
    }

    static Occurrence occurrence(Transition transition) {
        return new Occurrence(
                transition.occurrence(),
                transition.ruleId(),
                transition.ruleVersion(),
                transition.severity(),
                transition.deviceSerialNumber(),
                transition.cell(),
                transition.raisedAtMillis());
    }

    /**
     * The row follows a transition, and an event tells of it when it is a raise or a clear.
     *
     * @param isRetroactive whether late data made it
     */
    void follow(Transition transition, long processedAtMillis, boolean isRetroactive) {
        shape(transition, isRetroactive);
        if (transition.from().open() != transition.to().open()) {
            told(transition, processedAtMillis, isRetroactive);
        }
    }

    /** An event tells of a raise or a clear. */
    void told(Transition transition, long processedAtMillis, boolean isRetroactive) {
        events.add(AlarmEvent.of(transition, processedAtMillis, isRetroactive));
    }

    /** The row follows a transition that people were told of before. */
    void shape(Transition transition, boolean isRetroactive) {
        sequence = transition.sequence();
        if (transition.raises()) {
            raisedWith = transition.evidence();
            this.isRetroactive = isRetroactive;
        }
        state = switch (transition.to()) {
            case CLEARING -> State.CLEARING;
            case NORMAL, PENDING -> State.CLEARED;
            case ACTIVE -> State.ACTIVE;
        };
        clearedAtMillis = transition.to().open() ? null : (Long) transition.atMillis();
    }

    /** Late data has changed when it was cleared; null when it is open after all. */
    void amendClear(@Nullable Long clearedAt, int sequenceOfClear, int amendment, long processedAtMillis) {
        state = clearedAt == null ? State.ACTIVE : State.CLEARED;
        clearedAtMillis = clearedAt;
        sequence = sequenceOfClear;
        long at = clearedAt == null ? occurrence.raisedAtMillis() : clearedAt;
        amend(new AlarmEvent.Amendment(false, clearedAt), at, amendment, processedAtMillis);
    }

    /** With late data there is no such alarm. */
    void withdraw(int amendment, long processedAtMillis) {
        state = State.WITHDRAWN;
        clearedAtMillis = null;
        amend(new AlarmEvent.Amendment(true, null), occurrence.raisedAtMillis(), amendment, processedAtMillis);
    }

    private void amend(AlarmEvent.Amendment amendment, long atMillis, int number, long processedAtMillis) {
        amendments = number;
        events.add(new AlarmEvent(occurrence, number, atMillis, processedAtMillis, true, amendment));
    }

    Occurrence occurrence() {
        return occurrence;
    }

    Subject subject() {
        return subject;
    }

    State state() {
        return state;
    }

    boolean isOpen() {
        return state == State.ACTIVE || state == State.CLEARING;
    }

    /** What the frame said that raised it; null when it was raised before. */
    @Nullable
    Evidence raisedWith() {
        return raisedWith;
    }

    boolean isRetroactive() {
        return isRetroactive;
    }

    @Nullable
    Long clearedAtMillis() {
        return clearedAtMillis;
    }

    /** Of the last transition. */
    int sequence() {
        return sequence;
    }

    /** How often it was amended; 0 when this does not amend it. */
    int amendments() {
        return amendments;
    }

    List<AlarmEvent> events() {
        return events;
    }
}
