package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.AlarmEvent.Occurrence;
import io.busbar.alarm.AlarmEventJson;
import io.busbar.alarm.RuleKind;
import io.busbar.alarm.Severity;
import io.busbar.alarm.Suppression;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which of the open alarms of loggers silence stands for, in the table {@code alarm}. Stateless. */
final class SuppressionTable {

    private static final String SELECT =
            "SELECT a.id, a.device_sn, a.logger_sn, a.rule_id, a.rule_version, a.severity, a.cell, a.kind,"
                    + " (extract(epoch FROM a.raised_at) * 1000)::bigint AS raised, a.suppressed_by, a.revision,"
                    + " ARRAY(SELECT e.event::text FROM alarm_event e WHERE e.alarm_id = a.id AND e.type IN ('suppressed', 'unsuppressed')) AS told,"
                    + " p.serial_number AS parent_sn FROM alarm a"
                    + " LEFT JOIN device_binding b ON b.device_id = a.device_id AND b.valid_to = 'infinity' LEFT JOIN device p ON p.id = b.parent_id"
                    + " WHERE a.logger_sn = ANY (?) AND a.state IN ('ACTIVE', 'CLEARING') FOR UPDATE OF a";

    private static final String UPDATE =
            "UPDATE alarm a SET suppressed_by = n.by, suppressed_why = n.why, revision = a.revision + 1, changed_at = now()"
                    + " FROM unnest(?::uuid[], ?::uuid[], ?::text[]) AS n (id, by, why) WHERE a.id = n.id";

    private SuppressionTable() {}

    private record Row(
            Occurrence occurrence,
            Suppression.Open open,
            @Nullable UUID suppressedBy,
            long revision,
            List<AlarmEvent> told) {

        /** Now, and later than anything told: of two events of a type, number and moment only one would be kept. */
        long nextMillis(long nowMillis) {
            return told.stream().mapToLong(event -> event.atMillis() + 1).reduce(nowMillis, Math::max);
        }
    }

    /** Brings the open alarms of these loggers up to date. Returns what is to be told. */
    static List<AlarmEvent> update(Connection open, Collection<String> loggers, long nowMillis) throws SQLException {
        List<Row> rows = read(open, loggers);
        Map<UUID, Suppression> wanted =
                Suppression.bySilence(rows.stream().map(Row::open).toList());
        List<AlarmEvent> events = new ArrayList<>();
        List<Long> revisions = new ArrayList<>();
        Map<UUID, @Nullable Suppression> changed = new HashMap<>();
        for (Row row : rows) {
            Suppression suppression = wanted.get(row.occurrence().id());
            UUID by = suppression == null ? null : suppression.by();
            if (by == null ? row.suppressedBy() == null : by.equals(row.suppressedBy())) {
                continue;
            }
            changed.put(row.occurrence().id(), suppression);
            AlarmEvent.Detail detail = suppression == null ? new Suppression.End(row.suppressedBy()) : suppression;
            int sequence = Suppression.sequence(
                    detail, row.told().stream().map(AlarmEvent::detail).toList());
            long atMillis = row.nextMillis(nowMillis);
            events.add(new AlarmEvent(row.occurrence(), sequence, atMillis, nowMillis, false, detail));
            revisions.add(row.revision() + 1);
        }
        write(open, changed);
        return AlarmTable.insert(open, events, revisions);
    }

    private static List<Row> read(Connection open, Collection<String> loggers) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = open.prepareStatement(SELECT)) {
            select.setArray(1, open.createArrayOf("text", loggers.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row));
                }
            }
        }
        return rows;
    }

    private static Row row(ResultSet row) throws SQLException {
        String device = row.getString("device_sn");
        String logger = row.getString("logger_sn");
        String parent = row.getString("parent_sn");
        Occurrence occurrence = new Occurrence(
                row.getObject("id", UUID.class),
                row.getString("rule_id"),
                row.getInt("rule_version"),
                Severity.valueOf(row.getString("severity")),
                device,
                row.getInt("cell"),
                row.getLong("raised"));
        List<String> above = new ArrayList<>();
        if (parent != null) {
            above.add(parent);
        }
        if (!device.equals(logger)) {
            above.add(logger);
        }
        RuleKind kind = row.getString("kind").equals("silence") ? RuleKind.SILENCE : RuleKind.THRESHOLD;
        return new Row(
                occurrence,
                new Suppression.Open(occurrence.id(), kind, occurrence.raisedAtMillis(), device, above),
                row.getObject("suppressed_by", UUID.class),
                row.getLong("revision"),
                events((String[]) row.getArray("told").getArray()));
    }

    private static List<AlarmEvent> events(String[] json) {
        return Arrays.stream(json)
                .map(event -> AlarmEventJson.read(event.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static void write(Connection open, Map<UUID, @Nullable Suppression> changed) throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        List<@Nullable UUID> by = new ArrayList<>();
        List<@Nullable String> why = new ArrayList<>();
        for (Suppression suppression : changed.values()) {
            by.add(suppression == null ? null : suppression.by());
            why.add(suppression == null ? null : suppression.why().name());
        }
        try (PreparedStatement update = open.prepareStatement(UPDATE)) {
            update.setArray(1, open.createArrayOf("uuid", changed.keySet().toArray()));
            update.setArray(2, open.createArrayOf("uuid", by.toArray()));
            update.setArray(3, open.createArrayOf("text", why.toArray()));
            update.executeUpdate();
        }
    }
}
