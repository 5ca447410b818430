package io.busbar.jobs.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.AlarmEvent.Amendment;
import io.busbar.alarm.AlarmEvent.Occurrence;
import io.busbar.alarm.AlarmPhase;
import io.busbar.alarm.Evidence;
import io.busbar.alarm.OccurrenceId;
import io.busbar.alarm.Severity;
import io.busbar.alarm.Transition;
import io.busbar.alarm.family.FamilyState;
import io.busbar.jobs.alarm.AlarmChange.State;
import io.busbar.jobs.alarm.AlarmTable.Stored;
import io.busbar.jobs.alarm.Reconciliation.Judged;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A stretch of the past, from 100 (exclusive) to 200, judged again. Only what comes at 190 came live. */
final class ReconciliationTest {

    private static final long NOW = 1_000;

    @Test
    void notifiesOfWhatCameLiveAndOfNothingElse() {
        List<AlarmChange> changes = reconcile(List.of(raise(150), raise(190)), List.of());

        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).isRetroactive()).isTrue();
        assertThat(changes.get(0).events()).extracting(AlarmEvent::retroactive).containsExactly(true);
        assertThat(changes.get(1).isRetroactive()).isFalse();
        assertThat(changes.get(1).events()).extracting(AlarmEvent::retroactive).containsExactly(false);
    }

    @Test
    void tellsNothingOfWhatIsStoredAlready() {
        assertThat(reconcile(List.of(raise(150), clear(150, 160)), List.of(stored(150, 160L))))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.events()).isEmpty();
                    assertThat(change.clearedAtMillis()).isEqualTo(160);
                });
    }

    @Test
    void tellsOfTheClearThatWasMissing() {
        assertThat(reconcile(List.of(clear(50, 190)), List.of(stored(50, null))))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.state()).isEqualTo(State.CLEARED);
                    assertThat(change.events())
                            .extracting(AlarmEvent::type, AlarmEvent::retroactive)
                            .containsExactly(tuple(AlarmEvent.Type.CLEARED, false));
                });
    }

    @Test
    void amendsWhenItWasCleared() {
        assertAmended(reconcile(List.of(raise(150), clear(150, 160)), List.of(stored(150, 170L))), 160L);
        assertAmended(reconcile(List.of(clear(50, 160)), List.of(stored(50, 170L))), 160L);
        assertAmended(reconcile(List.of(raise(150)), List.of(stored(150, 170L))), null);
    }

    @Test
    void withdrawsWhatTheSamplesDoNotRaise() {
        assertThat(reconcile(List.of(), List.of(stored(150, 160L))))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.state()).isEqualTo(State.WITHDRAWN);
                    assertThat(change.clearedAtMillis()).isNull();
                    assertThat(change.events())
                            .extracting(AlarmEvent::detail)
                            .containsExactly(new Amendment(true, null));
                });
    }

    @Test
    void leavesAloneWhatLiesOutside() {
        assertThat(reconcile(List.of(), List.of(stored(50, 160L))))
                .as("it is not open at the end of the stretch, so it was cleared before")
                .isEmpty();
        assertThat(reconcile(List.of(raise(150)), List.of(stored(150, 300L))))
                .singleElement()
                .satisfies(change -> assertThat(change.events()).isEmpty());
    }

    @Test
    void bringsBackWhatWasWithdrawn() {
        Stored withdrawn = new Stored(occurrence(150), subject(), State.WITHDRAWN, null, 1);
        assertThat(reconcile(List.of(raise(150), clear(150, 160)), List.of(withdrawn)))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.state()).isEqualTo(State.CLEARED);
                    assertThat(change.amendments()).isEqualTo(2);
                    assertThat(change.events())
                            .extracting(AlarmEvent::detail)
                            .containsExactly(new Amendment(false, 160L));
                });
    }

    private static void assertAmended(List<AlarmChange> changes, @Nullable Long clearedAt) {
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.clearedAtMillis()).isEqualTo(clearedAt);
            assertThat(change.events()).extracting(AlarmEvent::detail).containsExactly(new Amendment(false, clearedAt));
            assertThat(change.events()).allMatch(AlarmEvent::retroactive);
        });
    }

    private static List<AlarmChange> reconcile(List<Judged> judged, List<Stored> stored) {
        return new Reconciliation(new FamilyState(), 100, 200, Set.of(190L), NOW, (device, at) -> "LOG-1")
                .changes(judged, stored);
    }

    private static Judged raise(long at) {
        return new Judged(7, transition(1, AlarmPhase.NORMAL, AlarmPhase.ACTIVE, at, at));
    }

    private static Judged clear(long raisedAt, long at) {
        return new Judged(7, transition(2, AlarmPhase.ACTIVE, AlarmPhase.NORMAL, at, raisedAt));
    }

    private static Transition transition(int sequence, AlarmPhase from, AlarmPhase to, long at, long raisedAt) {
        return new Transition(
                OccurrenceId.of("rule", "PACK-1", 3, raisedAt),
                sequence,
                from,
                to,
                Transition.Cause.VALUE,
                at,
                raisedAt,
                "rule",
                1,
                Severity.WARNING,
                "PACK-1",
                3,
                Evidence.NONE);
    }

    private static Stored stored(long raisedAt, @Nullable Long clearedAt) {
        return new Stored(
                occurrence(raisedAt), subject(), clearedAt == null ? State.ACTIVE : State.CLEARED, clearedAt, 0);
    }

    private static Occurrence occurrence(long raisedAt) {
        return new Occurrence(
                OccurrenceId.of("rule", "PACK-1", 3, raisedAt), "rule", 1, Severity.WARNING, "PACK-1", 3, raisedAt);
    }

    private static AlarmChange.Subject subject() {
        return new AlarmChange.Subject(7, "LOG-1", false);
    }
}
