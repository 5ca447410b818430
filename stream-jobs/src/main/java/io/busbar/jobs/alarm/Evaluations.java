package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.family.FamilyJudge;
import io.busbar.alarm.family.FamilyState;
import io.busbar.jobs.alarm.AlarmTable.Span;
import io.busbar.jobs.alarm.AlarmTable.Stored;
import io.busbar.jobs.alarm.MomentReader.From;
import io.busbar.jobs.alarm.MomentReader.Slice;
import io.busbar.jobs.alarm.NoteTable.Note;
import io.busbar.jobs.alarm.Reconciliation.Judged;
import io.busbar.jobs.database.SqlTimes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Judges families again from what is stored, some at once and a slice of each, and writes what that changes. Nothing of it counts before the
 * transaction is committed. Confined to one thread.
 */
final class Evaluations {

    /** A slice is read and judged in some ten milliseconds. */
    private static final int ROWS_OF_DEVICE = 1_000;

    /** Judging from before the horizon would judge of fragments. */
    private static final String HORIZON =
            "SELECT (extract(epoch FROM max(horizon)) * 1000)::bigint FROM storage_retention"
                    + " WHERE table_name IN ('pack_sample', 'bms_sample', 'point_sample')";

    private final FamilyJudge judge;
    private final KnownRules rules;

    Evaluations(FamilyJudge judge, KnownRules rules) {
        this.judge = judge;
        this.rules = rules;
    }

    /**
     * What a slice of several families has brought. Immutable.
     *
     * @param ends where each stands now
     * @param isLast of each, whether nothing more is stored
     * @param events to be told
     * @param amended how many alarms late data has changed
     */
    record Progress(List<FamilyState> ends, List<Boolean> isLast, List<AlarmEvent> events, int amended) {}

    /** Goes a slice on with each, in a transaction that may have to be done again. */
    Progress slice(Connection open, List<Evaluation> evaluations, long nowMillis) throws SQLException {
        List<Evaluation> beginning =
                evaluations.stream().filter(each -> !each.hasBegun()).toList();
        begin(open, beginning);
        List<From> from = evaluations.stream()
                .map(each -> new From(each.family().rootId(), each.state().lastMillis()))
                .toList();
        List<Slice> slices = MomentReader.read(open, from, ROWS_OF_DEVICE);
        List<Evaluation.Step> steps = new ArrayList<>();
        for (int i = 0; i < evaluations.size(); i++) {
            steps.add(evaluations.get(i).step(slices.get(i), judge));
        }
        Map<Integer, List<Stored>> stored = stored(open, evaluations, slices, steps);
        List<AlarmChange> changes = new ArrayList<>();
        Set<String> withOpen = new LinkedHashSet<>();
        for (int i = 0; i < evaluations.size(); i++) {
            Evaluation each = evaluations.get(i);
            Slice slice = slices.get(i);
            String logger = each.family().loggerSerialNumber();
            List<AlarmChange> ofFamily = new Reconciliation(
                            steps.get(i).end(),
                            bounded(each.state().lastMillis()),
                            until(slice, steps.get(i)),
                            each.liveMoments(),
                            nowMillis,
                            (deviceId, atMillis) -> slice.logger(deviceId, atMillis, logger))
                    .changes(steps.get(i).judged(), stored.getOrDefault(i, List.of()));
            changes.addAll(ofFamily);
            if (slice.isLast() && ofFamily.stream().anyMatch(AlarmChange::isOpen)) {
                withOpen.add(logger);
            }
        }
        List<AlarmEvent> events = new ArrayList<>(AlarmTable.write(open, changes));
        if (!withOpen.isEmpty()) {
            events.addAll(SuppressionTable.update(open, withOpen, nowMillis)); // one may be silent meanwhile
        }
        forget(open, beginning);
        List<StateTable.Row> keeps = new ArrayList<>();
        List<Note> done = new ArrayList<>();
        for (int i = 0; i < evaluations.size(); i++) {
            keeps.addAll(steps.get(i).keeps());
            Note note = evaluations.get(i).note();
            if (slices.get(i).isLast() && note != null) {
                done.add(note);
            }
        }
        StateTable.upsert(open, keeps);
        NoteTable.delete(open, done);
        int amended =
                (int) changes.stream().filter(change -> change.amendments() > 0).count();
        return new Progress(
                steps.stream().map(Evaluation.Step::end).toList(),
                slices.stream().map(Slice::isLast).toList(),
                events,
                amended);
    }

    /** Finds for each the state to go on from. */
    private void begin(Connection open, List<Evaluation> evaluations) throws SQLException {
        if (evaluations.isEmpty()) {
            return;
        }
        Map<Integer, Evaluation> byRoot = new LinkedHashMap<>();
        evaluations.forEach(each -> byRoot.put(each.family().rootId(), each));
        evaluations.forEach(each -> each.note(null));
        List<Note> notes = NoteTable.read(open, byRoot.keySet());
        // asked after the notes were read: one may be there for a rule that is not known here yet, and stays then
        if (rules.areThoseOf(open)) {
            for (Note note : notes) {
                byRoot.computeIfPresent(note.rootId(), (root, evaluation) -> {
                    evaluation.note(note);
                    return evaluation;
                });
            }
        }
        Map<Integer, Long> since = new LinkedHashMap<>();
        byRoot.forEach((root, each) -> since.put(root, each.sinceMillis()));
        Map<Integer, FamilyState> states = StateTable.newestBefore(open, since);
        long horizonMillis = horizonMillis(open);
        Map<Integer, Long> cut = new LinkedHashMap<>();
        byRoot.keySet().forEach(root -> {
            FamilyState state = states.get(root);
            if (horizonMillis > SqlTimes.FIRST_MILLIS && (state == null || state.lastMillis() < horizonMillis)) {
                cut.put(root, horizonMillis);
            }
        });
        states.putAll(StateTable.oldestFrom(open, cut));
        byRoot.forEach((root, each) -> each.beginFrom(states.getOrDefault(root, new FamilyState())));
    }

    /** Whatever was kept of what is judged again. */
    private static void forget(Connection open, List<Evaluation> evaluations) throws SQLException {
        Map<Integer, Long> after = new HashMap<>();
        for (Evaluation each : evaluations) {
            if (each.sinceMillis() != Long.MAX_VALUE) {
                after.put(each.family().rootId(), each.state().lastMillis());
            }
        }
        if (!after.isEmpty()) {
            StateTable.deleteAfter(open, after);
        }
    }

    private static Map<Integer, List<Stored>> stored(
            Connection open, List<Evaluation> evaluations, List<Slice> slices, List<Evaluation.Step> steps)
            throws SQLException {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < evaluations.size(); i++) {
            spans.add(new Span(
                    evaluations.get(i).family().rootId(),
                    bounded(evaluations.get(i).state().lastMillis()),
                    until(slices.get(i), steps.get(i)),
                    i));
        }
        Map<Integer, List<Stored>> stored = AlarmTable.touched(open, spans);
        Map<UUID, Integer> wanted = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (Judged each : steps.get(i).judged()) {
                wanted.put(each.transition().occurrence(), i);
            }
        }
        Set<UUID> known = new LinkedHashSet<>();
        stored.values()
                .forEach(list ->
                        list.forEach(alarm -> known.add(alarm.occurrence().id())));
        wanted.keySet().removeAll(known);
        if (!wanted.isEmpty()) {
            Object ids = open.createArrayOf("uuid", wanted.keySet().toArray());
            for (Stored alarm : AlarmTable.where(open, "a.id = ANY (?)", ids)) {
                stored.computeIfAbsent(wanted.get(alarm.occurrence().id()), place -> new ArrayList<>())
                        .add(alarm);
            }
        }
        return stored;
    }

    private static long until(Slice slice, Evaluation.Step step) {
        return slice.isLast() ? SqlTimes.LAST_MILLIS : bounded(step.end().lastMillis());
    }

    private static long bounded(long millis) {
        return Math.max(SqlTimes.FIRST_MILLIS, millis);
    }

    private static long horizonMillis(Connection open) throws SQLException {
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(HORIZON)) {
            row.next();
            long millis = row.getLong(1);
            return row.wasNull() ? SqlTimes.FIRST_MILLIS : millis;
        }
    }
}
