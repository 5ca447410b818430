package io.busbar.jobs.alarm;

import io.busbar.alarm.family.Departures;
import io.busbar.alarm.family.FamilyJudge;
import io.busbar.alarm.family.FamilyState;
import io.busbar.alarm.family.Moment;
import io.busbar.jobs.alarm.MomentReader.Slice;
import io.busbar.jobs.alarm.NoteTable.Note;
import io.busbar.jobs.alarm.Reconciliation.Judged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A family that is judged again from what is stored, slice by slice, until nothing more is. Confined to one thread. */
final class Evaluation {

    private final Family family;
    private final Set<Long> liveMoments;
    private @Nullable FamilyState state;
    private @Nullable Note note;
    private long beganAfterMillis;

    /** Before the first slice is committed nothing of it counts. */
    private boolean hasBegun;

    Evaluation(Family family) {
        this.family = family;
        this.liveMoments = new HashSet<>(family.liveMoments());
    }

    Family family() {
        return family;
    }

    boolean hasBegun() {
        return hasBegun;
    }

    /** Since when what was judged before may be wrong. */
    long sinceMillis() {
        return Math.min(family.dirtySinceMillis(), note == null ? Long.MAX_VALUE : note.sinceMillis());
    }

    void note(@Nullable Note read) {
        note = read;
    }

    @Nullable
    Note note() {
        return note;
    }

    void beginFrom(FamilyState known) {
        state = known;
        beganAfterMillis = known.lastMillis();
    }

    /** Where it began, exclusive. */
    long beganAfterMillis() {
        return beganAfterMillis;
    }

    FamilyState state() {
        if (state == null) {
            throw new IllegalStateException("evaluation of family " + family.rootId() + " has not begun");
        }
        return state;
    }

    /** Whether a sample that has come since belongs to what was read already, or to what it began from. */
    boolean hasPassed(long atMillis) {
        return state != null && atMillis <= state.lastMillis();
    }

    /**
     * What a slice makes of the state, without changing it.
     *
     * @param keeps states to keep, of moments on the way and of its end
     */
    record Step(FamilyState end, List<Judged> judged, List<StateTable.Row> keeps) {}

    Step step(Slice slice, FamilyJudge judge) {
        FamilyState end = state().copy();
        List<Judged> judged = new ArrayList<>();
        List<StateTable.Row> keeps = new ArrayList<>();
        FamilyJudge.Transitions out = (deviceId, transition) -> judged.add(new Judged(deviceId, transition));
        Departures departures = slice.departures();
        int moments = 0;
        for (Moment moment : slice.moments()) {
            departures.goOn(end, moment.atMillis(), out);
            judge.judge(end, moment, slice.site(moment.atMillis(), family.site()), out);
            if (++moments % family.momentsBetweenStates() == 0) {
                keeps.add(new StateTable.Row(family.rootId(), end.lastMillis(), end.encode()));
            }
        }
        if (slice.isLast()) {
            departures.goOn(end, end.lastMillis(), out);
            departures.tellTheRest(end, out);
        }
        return new Step(end, judged, keeps);
    }

    void advance(FamilyState end) {
        state = end;
        hasBegun = true;
    }

    Set<Long> liveMoments() {
        return liveMoments;
    }
}
