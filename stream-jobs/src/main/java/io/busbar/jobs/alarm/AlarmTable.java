package io.busbar.jobs.alarm;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.AlarmEvent.Occurrence;
import io.busbar.alarm.AlarmEventJson;
import io.busbar.alarm.Evidence;
import io.busbar.alarm.Severity;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code alarm} and {@code alarm_event}. Writing the same again changes nothing but revisions. Stateless. */
final class AlarmTable {

    /** A row that is there already keeps what people did about it. */
    private static final String UPSERT =
            "INSERT INTO alarm AS old (id, device_id, device_sn, logger_sn, rule_id, rule_version, kind, severity,"
                    + " cell, state, raised_at, cleared_at, evidence, sequence, retroactive, revision, changed_at)"
                    + " SELECT id, device_id, device_sn, logger_sn, rule_id, rule_version, kind, severity, cell, state, to_timestamp(raised / 1000.0),"
                    + " to_timestamp(cleared / 1000.0), evidence::jsonb, sequence, retroactive, events, now()"
                    + " FROM unnest(?::uuid[], ?::integer[], ?::text[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::smallint[],"
                    + " ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::integer[], ?::boolean[], ?::bigint[])"
                    + " AS n (id, device_id, device_sn, logger_sn, rule_id, rule_version, kind, severity, cell, state, raised, cleared, evidence,"
                    + " sequence, retroactive, events) ON CONFLICT (id) DO UPDATE SET rule_version = excluded.rule_version,"
                    + " severity = excluded.severity, state = excluded.state, cleared_at = excluded.cleared_at, evidence = excluded.evidence,"
                    + " sequence = excluded.sequence, revision = old.revision + excluded.revision, changed_at = excluded.changed_at"
                    + " RETURNING id, revision";

    private static final String UPDATE =
            "UPDATE alarm a SET state = n.state, cleared_at = to_timestamp(n.cleared / 1000.0),"
                    + " sequence = n.sequence, amendments = greatest(a.amendments, n.amendments), revision = a.revision + n.events,"
                    + " changed_at = now()"
                    + " FROM unnest(?::uuid[], ?::text[], ?::bigint[], ?::integer[], ?::integer[], ?::bigint[])"
                    + " AS n (id, state, cleared, sequence, amendments, events) WHERE a.id = n.id RETURNING a.id, a.revision";

    private static final String INSERT_EVENTS =
            "INSERT INTO alarm_event (id, alarm_id, revision, type, at, processed_at, retroactive, event)"
                    + " SELECT id, alarm_id, revision, type, to_timestamp(at / 1000.0), to_timestamp(processed / 1000.0), retroactive, event::jsonb"
                    + " FROM unnest(?::uuid[], ?::uuid[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::boolean[], ?::text[])"
                    + " WITH ORDINALITY AS n (id, alarm_id, revision, type, at, processed, retroactive, event, place)"
                    + " ORDER BY place ON CONFLICT (id) DO NOTHING";

    /** Held until the commit, so that events become visible in the order of {@code seq}: who read up to one has missed none before it. */
    private static final String IN_TURN = "SELECT pg_advisory_xact_lock(hashtext('alarm_event'))";

    private static final String KNOWN = "SELECT id FROM alarm_event WHERE id = ANY (?)";

    private static final String UNPUBLISHED = "SELECT id FROM alarm_event WHERE id = ANY (?) AND NOT published";

    private static final String STORED =
            "a.id, a.device_id, a.device_sn, a.logger_sn, a.rule_id, a.rule_version, a.severity, a.cell, a.state,"
                    + " (extract(epoch FROM a.raised_at) * 1000)::bigint AS raised,"
                    + " (extract(epoch FROM a.cleared_at) * 1000)::bigint AS cleared, a.amendments, a.kind";

    private static final String SELECT_TOUCHED = "SELECT n.place, " + STORED
            + " FROM unnest(?::integer[], ?::bigint[], ?::bigint[], ?::integer[]) AS n (root_id, after_ms, until_ms, place)"
            + MomentReader.BINDINGS_OF_FAMILY
            + " JOIN alarm a ON a.device_id = b.device_id AND a.raised_at >= b.valid_from AND a.raised_at < b.valid_to AND a.kind = 'value'"
            + " AND ((a.raised_at > to_timestamp(n.after_ms / 1000.0) AND a.raised_at <= to_timestamp(n.until_ms / 1000.0))"
            + " OR (a.cleared_at > to_timestamp(n.after_ms / 1000.0) AND a.cleared_at <= to_timestamp(n.until_ms / 1000.0)))";

    private AlarmTable() {}

    /** An alarm as it is stored. Immutable. */
    record Stored(
            Occurrence occurrence,
            AlarmChange.Subject subject,
            AlarmChange.State state,
            @Nullable Long clearedAtMillis,
            int amendments) {

        boolean isWithdrawn() {
            return state == AlarmChange.State.WITHDRAWN;
        }
    }

    /** A time of a family, from exclusive to inclusive. Immutable. */
    record Span(int rootId, long afterMillis, long untilMillis, int place) {}

    /**
     * Writes rows and events; again, it changes nothing: an event that is there already is not counted anew. Returns the events that the topic may lack,
     * in the order given.
     */
    static List<AlarmEvent> write(Connection open, Collection<AlarmChange> changes) throws SQLException {
        List<AlarmEvent> events =
                changes.stream().flatMap(change -> change.events().stream()).toList();
        Set<UUID> known = ids(open, KNOWN, events);
        List<AlarmChange> raised = new ArrayList<>();
        List<AlarmChange> others = new ArrayList<>();
        changes.forEach(change -> (change.raisedWith() == null ? others : raised).add(change));
        Map<UUID, Long> revisions = new HashMap<>();
        upsert(open, raised, known, revisions);
        update(open, others, known, revisions);
        return insertEvents(open, changes, known, revisions);
    }

    /** Of a change, those that are not there yet. */
    private static List<AlarmEvent> fresh(AlarmChange change, Set<UUID> known) {
        return change.events().stream()
                .filter(event -> !known.contains(event.id()))
                .toList();
    }

    private static void upsert(Connection open, List<AlarmChange> rows, Set<UUID> known, Map<UUID, Long> revisions)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = open.prepareStatement(UPSERT)) {
            insert.setArray(1, array(open, "uuid", rows, row -> row.occurrence().id()));
            insert.setArray(2, array(open, "int4", rows, row -> row.subject().deviceId()));
            insert.setArray(3, array(open, "text", rows, row -> row.occurrence().deviceSerialNumber()));
            insert.setArray(4, array(open, "text", rows, row -> row.subject().loggerSerialNumber()));
            insert.setArray(5, array(open, "text", rows, row -> row.occurrence().ruleId()));
            insert.setArray(6, array(open, "int4", rows, row -> row.occurrence().ruleVersion()));
            insert.setArray(7, array(open, "text", rows, row -> row.subject().isSilence() ? "silence" : "value"));
            insert.setArray(
                    8,
                    array(open, "text", rows, row -> row.occurrence().severity().name()));
            insert.setArray(9, array(open, "int2", rows, row -> row.occurrence().cell()));
            insert.setArray(10, array(open, "text", rows, row -> row.state().name()));
            insert.setArray(
                    11, array(open, "int8", rows, row -> row.occurrence().raisedAtMillis()));
            insert.setArray(12, array(open, "int8", rows, AlarmChange::clearedAtMillis));
            insert.setArray(13, array(open, "text", rows, row -> evidence(row.raisedWith())));
            insert.setArray(14, array(open, "int4", rows, AlarmChange::sequence));
            insert.setArray(15, array(open, "bool", rows, AlarmChange::isRetroactive));
            insert.setArray(16, array(open, "int8", rows, row ->
                    (long) fresh(row, known).size()));
            readRevisions(insert, revisions);
        }
    }

    private static void update(Connection open, List<AlarmChange> rows, Set<UUID> known, Map<UUID, Long> revisions)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement update = open.prepareStatement(UPDATE)) {
            update.setArray(1, array(open, "uuid", rows, row -> row.occurrence().id()));
            update.setArray(2, array(open, "text", rows, row -> row.state().name()));
            update.setArray(3, array(open, "int8", rows, AlarmChange::clearedAtMillis));
            update.setArray(4, array(open, "int4", rows, AlarmChange::sequence));
            update.setArray(5, array(open, "int4", rows, AlarmChange::amendments));
            update.setArray(
                    6, array(open, "int8", rows, row -> (long) fresh(row, known).size()));
            readRevisions(update, revisions);
        }
    }

    private static List<AlarmEvent> insertEvents(
            Connection open, Collection<AlarmChange> changes, Set<UUID> known, Map<UUID, Long> revisions)
            throws SQLException {
        List<AlarmEvent> events = new ArrayList<>();
        List<Long> revision = new ArrayList<>();
        for (AlarmChange change : changes) {
            Long last = revisions.get(change.occurrence().id());
            long next = last == null ? 0 : last - fresh(change, known).size() + 1;
            for (AlarmEvent event : last == null ? List.<AlarmEvent>of() : change.events()) {
                events.add(event);
                revision.add(next);
                next += known.contains(event.id()) ? 0 : 1;
            }
        }
        return insert(open, events, revision);
    }

    /** Returns those that the topic may lack: also one that was written before by who could not tell whether it was. */
    static List<AlarmEvent> insert(Connection open, List<AlarmEvent> events, List<Long> revisions) throws SQLException {
        if (events.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement lock = open.prepareStatement(IN_TURN)) {
            lock.execute();
        }
        try (PreparedStatement insert = open.prepareStatement(INSERT_EVENTS)) {
            insert.setArray(1, array(open, "uuid", events, AlarmEvent::id));
            insert.setArray(
                    2, array(open, "uuid", events, event -> event.occurrence().id()));
            insert.setArray(3, open.createArrayOf("int8", revisions.toArray()));
            insert.setArray(
                    4, array(open, "text", events, event -> event.type().name().toLowerCase(Locale.ROOT)));
            insert.setArray(5, array(open, "int8", events, AlarmEvent::atMillis));
            insert.setArray(6, array(open, "int8", events, AlarmEvent::processedAtMillis));
            insert.setArray(7, array(open, "bool", events, AlarmEvent::retroactive));
            insert.setArray(
                    8,
                    array(
                            open,
                            "text",
                            events,
                            event -> new String(AlarmEventJson.write(event), StandardCharsets.UTF_8)));
            insert.executeUpdate();
        }
        Set<UUID> unpublished = ids(open, UNPUBLISHED, events);
        return events.stream().filter(event -> unpublished.contains(event.id())).toList();
    }

    /** Of events, those that a question about ids finds. */
    private static Set<UUID> ids(Connection open, String question, List<AlarmEvent> events) throws SQLException {
        Set<UUID> found = new HashSet<>();
        if (events.isEmpty()) {
            return found;
        }
        try (PreparedStatement select = open.prepareStatement(question)) {
            select.setArray(1, array(open, "uuid", events, AlarmEvent::id));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getObject(1, UUID.class));
                }
            }
        }
        return found;
    }

    /** By place: the value alarms that are raised or cleared in these times, of devices that were part of the family when they were raised. */
    static Map<Integer, List<Stored>> touched(Connection open, List<Span> spans) throws SQLException {
        Map<Integer, List<Stored>> touched = new HashMap<>();
        if (spans.isEmpty()) {
            return touched;
        }
        try (PreparedStatement select = open.prepareStatement(SELECT_TOUCHED)) {
            select.setArray(1, array(open, "int4", spans, Span::rootId));
            select.setArray(2, array(open, "int8", spans, span -> span.afterMillis()));
            select.setArray(3, array(open, "int8", spans, span -> span.untilMillis()));
            select.setArray(4, array(open, "int4", spans, Span::place));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    touched.computeIfAbsent(row.getInt("place"), place -> new ArrayList<>())
                            .add(stored(row));
                }
            }
        }
        return touched;
    }

    /** Alarms that a condition on the table, {@code a}, lets through. */
    static List<Stored> where(Connection open, String condition, Object... arguments) throws SQLException {
        List<Stored> found = new ArrayList<>();
        try (PreparedStatement select =
                open.prepareStatement("SELECT " + STORED + " FROM alarm a WHERE " + condition)) {
            for (int i = 0; i < arguments.length; i++) {
                select.setObject(i + 1, arguments[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(stored(row));
                }
            }
        }
        return found;
    }

    private static Stored stored(ResultSet row) throws SQLException {
        Occurrence occurrence = new Occurrence(
                row.getObject("id", UUID.class),
                row.getString("rule_id"),
                row.getInt("rule_version"),
                Severity.valueOf(row.getString("severity")),
                row.getString("device_sn"),
                row.getInt("cell"),
                row.getLong("raised"));
        return new Stored(
                occurrence,
                new AlarmChange.Subject(
                        row.getObject("device_id", Integer.class),
                        row.getString("logger_sn"),
                        row.getString("kind").equals("silence")),
                AlarmChange.State.valueOf(row.getString("state")),
                row.getObject("cleared", Long.class),
                row.getInt("amendments"));
    }

    private static void readRevisions(PreparedStatement statement, Map<UUID, Long> revisions) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                revisions.put(row.getObject(1, UUID.class), row.getLong(2));
            }
        }
    }

    private static String evidence(@Nullable Evidence evidence) {
        return new String(AlarmEventJson.evidence(evidence == null ? Evidence.NONE : evidence), StandardCharsets.UTF_8);
    }
}
