package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.Transition;
import io.busbar.alarm.family.FamilyState;
import io.busbar.jobs.alarm.AlarmTable.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written when a stretch of a family's past was judged again: the difference between what the samples make of it and what is
 * stored. What came live and is found only now is told like everything that comes live; the rest amends history, and nobody is notified. A
 * pure function of its arguments. Confined to one use.
 */
final class Reconciliation {

    private final FamilyState end;
    private final long afterMillis;
    private final long untilMillis;
    private final Set<Long> liveMoments;
    private final long processedAtMillis;
    private final Loggers loggers;
    private final List<AlarmChange> changes = new ArrayList<>();

    /**
     * @param end where the rules stand at the end of the stretch
     * @param afterMillis where it begins, exclusive
     * @param untilMillis where it ends, inclusive
     * @param liveMoments moments whose frames came live
     * @param loggers who spoke for which device when
     */
    Reconciliation(
            FamilyState end,
            long afterMillis,
            long untilMillis,
            Set<Long> liveMoments,
            long processedAtMillis,
            Loggers loggers) {
        this.end = end;
        this.afterMillis = afterMillis;
        this.untilMillis = untilMillis;
        this.liveMoments = liveMoments;
        this.processedAtMillis = processedAtMillis;
        this.loggers = loggers;
    }

    /** Who speaks for devices. */
    interface Loggers {
        String logger(int deviceId, long atMillis);
    }

    /** A transition and the device that it is of. Immutable. */
    record Judged(int deviceId, Transition transition) {}

    /**
     * @param judged in the order of time
     * @param stored the alarms that are raised or cleared in the stretch, and those that the transitions are of
     */
    List<AlarmChange> changes(List<Judged> judged, Collection<Stored> stored) {
        Map<UUID, List<Judged>> byOccurrence = new LinkedHashMap<>();
        for (Judged each : judged) {
            byOccurrence
                    .computeIfAbsent(each.transition().occurrence(), id -> new ArrayList<>())
                    .add(each);
        }
        Map<UUID, Stored> known = new HashMap<>();
        stored.forEach(alarm -> known.put(alarm.occurrence().id(), alarm));
        byOccurrence.forEach((id, steps) -> follow(steps, known.remove(id)));
        known.values().forEach(this::missing);
        return changes;
    }

    private void follow(List<Judged> steps, @Nullable Stored stored) {
        Judged first = steps.get(0);
        AlarmEvent.Occurrence occurrence = AlarmChange.occurrence(first.transition());
        String logger = loggers.logger(first.deviceId(), occurrence.raisedAtMillis());
        AlarmChange change = new AlarmChange(occurrence, new AlarmChange.Subject(first.deviceId(), logger, false));
        if (stored == null) {
            steps.forEach(step -> change.follow(step.transition(), processedAtMillis, !isLive(step.transition())));
            changes.add(change);
            return;
        }
        steps.forEach(step -> change.shape(step.transition(), !isLive(step.transition())));
        Transition last = steps.get(steps.size() - 1).transition();
        Long cleared = last.clears() ? (Long) last.atMillis() : null;
        Long clearedBefore = stored.clearedAtMillis();
        if (stored.isWithdrawn()) {
            change.amendClear(cleared, last.sequence(), stored.amendments() + 1, processedAtMillis);
        } else if (cleared != null && clearedBefore == null) {
            change.told(last, processedAtMillis, !isLive(last));
        } else if (cleared != null && !cleared.equals(clearedBefore)) {
            change.amendClear(cleared, last.sequence(), stored.amendments() + 1, processedAtMillis);
        } else if (cleared == null && clearedBefore != null && clearedBefore <= untilMillis) {
            change.amendClear(null, last.sequence(), stored.amendments() + 1, processedAtMillis);
        }
        changes.add(change);
    }

    /** The samples do not raise it, or do not clear it, in this stretch. */
    private void missing(Stored stored) {
        if (stored.isWithdrawn()) {
            return;
        }
        AlarmChange change = new AlarmChange(stored.occurrence(), stored.subject());
        int amendment = stored.amendments() + 1;
        Integer deviceId = stored.subject().deviceId();
        if (stored.occurrence().raisedAtMillis() > afterMillis) {
            change.withdraw(amendment, processedAtMillis);
            changes.add(change);
        } else if (stored.clearedAtMillis() != null
                && deviceId != null
                && end.isOpen(
                        deviceId,
                        stored.occurrence().ruleId(),
                        stored.occurrence().raisedAtMillis())) {
            change.amendClear(null, 1, amendment, processedAtMillis);
            changes.add(change);
        }
    }

    private boolean isLive(Transition transition) {
        return liveMoments.contains(transition.atMillis());
    }
}
