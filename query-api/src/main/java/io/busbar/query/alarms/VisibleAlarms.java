package io.busbar.query.alarms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.alarms.VisibleAlarm.Acknowledged;
import io.busbar.query.alarms.VisibleAlarm.PlantRef;
import io.busbar.query.alarms.VisibleAlarm.Shelved;
import io.busbar.query.alarms.VisibleAlarm.Suppressed;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads alarms and events, and leaves only what a person may know of. May be shared between threads. */
final class VisibleAlarms {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Events that another alarm, or another version of the rule, made. */
    private static final String DOUBTFUL =
            "SELECT e.alarm_id, e.revision, (e.event->'data'->>'ruleVersion')::integer AS version,"
                    + " e.event->'data'->>'by' AS by FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id WHERE a.id ="
                    + " ANY(?::uuid[]) AND (e.type IN ('suppressed', 'unsuppressed') OR e.event->'data'->>'ruleVersion' <>"
                    + " a.rule_version::text)";

    private final Catalogue catalogue;
    private final AlarmVisibility visibility;
    private final RuleVersions rules;

    VisibleAlarms(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.visibility = new AlarmVisibility(catalogue);
        this.rules = new RuleVersions(catalogue);
    }

    /**
     * What was found.
     *
     * @param rows how many there were, hidden ones included
     * @param last where the last of them stands; null when there was none
     */
    record Found<T>(List<T> visible, int rows, @Nullable Position last) {}

    /**
     * Where a row stands among all, hidden ones included; nobody is told.
     *
     * @param seq of an event, 0 for an alarm
     */
    record Position(Instant raisedAt, UUID id, long seq) {}

    /** @param seen null when it is hidden */
    private record Row(Position position, @Nullable Seen seen) {}

    /**
     * @param suppressor id of the alarm that stands for this one; of an event, of the one that it tells of
     * @param eventRevision of the event among all of its alarm, from 1; 0 when alarms are read
     * @param processedAt of the event
     * @param event null when alarms are read
     */
    private record Seen(
            VisibleAlarm alarm,
            @Nullable String suppressor,
            long eventRevision,
            Instant processedAt,
            @Nullable ObjectNode event) {}

    /** An event that may be hidden though its alarm is seen. */
    private record Doubtful(UUID alarm, long revision, int ruleVersion, @Nullable String suppressor) {

        static Doubtful of(ResultSet row) throws SQLException {
            return new Doubtful(
                    row.getObject("alarm_id", UUID.class),
                    row.getLong("revision"),
                    row.getInt("version"),
                    row.getString("by"));
        }
    }

    /**
     * What of these alarms is hidden though they are seen.
     *
     * @param suppressors those of the alarms that stand for them, or did, which are seen
     * @param events that are hidden
     */
    private record Veiled(Set<String> suppressors, List<Doubtful> events) {

        boolean hides(@Nullable String suppressor) {
            return suppressor != null && !suppressors.contains(suppressor);
        }

        /** How an event counts among those that are seen, when it is the {@code revision}-th of all. */
        long seenRevision(UUID alarm, long revision) {
            return revision
                    - events.stream()
                            .filter(event -> event.alarm().equals(alarm) && event.revision() <= revision)
                            .count();
        }
    }

    /** Those of a statement of {@link AlarmSelect#alarms}, in its order. */
    Found<VisibleAlarm> alarms(Connection connection, Scope scope, Sql select) throws SQLException {
        return new Reading(connection, scope).alarms(select);
    }

    /** Those of a statement of {@link AlarmSelect#events}, in its order. */
    Found<VisibleEvent> events(Connection connection, Scope scope, Sql select) throws SQLException {
        return new Reading(connection, scope).events(select);
    }

    /** Which alarms of a statement of {@link AlarmSelect#alarms} are seen; not to be shown, for what hidden ones did is still in them. */
    List<VisibleAlarm> seen(Connection connection, Scope scope, Sql select) throws SQLException {
        return new Reading(connection, scope).seen(select);
    }

    /** By one person, in one transaction. Confined to one thread. */
    private final class Reading {

        private final Connection connection;
        private final Scope scope;
        private final AlarmSight sight = new AlarmSight(visibility);

        Reading(Connection connection, Scope scope) {
            this.connection = connection;
            this.scope = scope;
        }

        Found<VisibleAlarm> alarms(Sql select) throws SQLException {
            List<Row> rows = select.list(connection, row -> row(row, false));
            Veiled veiled = veiled(rows);
            List<VisibleAlarm> visible = new ArrayList<>();
            for (Row row : rows) {
                if (row.seen() != null) {
                    VisibleAlarm alarm = row.seen().alarm();
                    visible.add(alarm.as(
                            veiled.seenRevision(alarm.id(), alarm.revision()),
                            veiled.hides(row.seen().suppressor()) ? null : alarm.suppressed()));
                }
            }
            return found(visible, rows);
        }

        Found<VisibleEvent> events(Sql select) throws SQLException {
            List<Row> rows = select.list(connection, row -> row(row, true));
            Veiled veiled = veiled(rows);
            List<VisibleEvent> visible = new ArrayList<>();
            for (Row row : rows) {
                Seen seen = row.seen();
                ObjectNode event = seen == null ? null : seen.event();
                if (seen == null || event == null) {
                    continue;
                }
                VisibleAlarm alarm = seen.alarm();
                EventVeil veil = new EventVeil(sight, veiled.suppressors(), seesPeople(alarm.stay()));
                ObjectNode left = veil.over(event, alarm.stay());
                if (left != null) {
                    visible.add(new VisibleEvent(
                            row.position().seq(),
                            alarm.id() + ":" + veiled.seenRevision(alarm.id(), seen.eventRevision()),
                            left.at("/data/retroactive").asBoolean(),
                            seen.processedAt(),
                            left));
                }
            }
            return found(visible, rows);
        }

        List<VisibleAlarm> seen(Sql select) throws SQLException {
            List<VisibleAlarm> alarms = new ArrayList<>();
            for (Row row : select.list(connection, each -> row(each, false))) {
                if (row.seen() != null) {
                    alarms.add(row.seen().alarm());
                }
            }
            return alarms;
        }

        private Veiled veiled(List<Row> rows) throws SQLException {
            Map<UUID, VisibleAlarm> alarms = new HashMap<>();
            Set<String> named = new HashSet<>();
            for (Row row : rows) {
                if (row.seen() != null) {
                    alarms.put(row.seen().alarm().id(), row.seen().alarm());
                    addTo(named, row.seen().suppressor());
                }
            }
            List<Doubtful> doubtful = doubtful(alarms.keySet());
            doubtful.forEach(event -> addTo(named, event.suppressor()));
            Veiled suppressed = new Veiled(suppressors(named), List.of());
            List<Doubtful> hidden = new ArrayList<>();
            for (Doubtful event : doubtful) {
                VisibleAlarm alarm = Objects.requireNonNull(alarms.get(event.alarm()));
                if (suppressed.hides(event.suppressor()) || !seesVersion(event.ruleVersion(), alarm)) {
                    hidden.add(event);
                }
            }
            return new Veiled(suppressed.suppressors(), hidden);
        }

        private static <T> Found<T> found(List<T> visible, List<Row> rows) {
            return new Found<>(
                    visible,
                    rows.size(),
                    rows.isEmpty() ? null : rows.get(rows.size() - 1).position());
        }

        /** Of these alarms. */
        private List<Doubtful> doubtful(Set<UUID> alarms) throws SQLException {
            return alarms.isEmpty()
                    ? List.of()
                    : Sql.of(DOUBTFUL, (Object)
                                    alarms.stream().map(UUID::toString).toArray(String[]::new))
                            .list(connection, Doubtful::of);
        }

        /** Which of these alarms, that stand for others, are seen. */
        private Set<String> suppressors(Set<String> named) throws SQLException {
            if (named.isEmpty()) {
                return Set.of();
            }
            Sql select = AlarmSelect.alarms(
                    scope, Sql.of("a.id = ANY(?::uuid[])", (Object) named.toArray(String[]::new)), named.size());
            return seen(select).stream().map(alarm -> alarm.id().toString()).collect(Collectors.toSet());
        }

        private static void addTo(Set<String> named, @Nullable String suppressor) {
            if (suppressor != null) {
                named.add(suppressor);
            }
        }

        private Row row(ResultSet row, boolean isEvent) throws SQLException {
            Position position = new Position(
                    Objects.requireNonNull(Sql.instant(row, "raised_at")),
                    row.getObject("id", UUID.class),
                    isEvent ? row.getLong("seq") : 0);
            return new Row(position, seen(row, position.raisedAt(), isEvent));
        }

        /** Null when the person may not know of it. */
        private @Nullable Seen seen(ResultSet row, Instant raisedAt, boolean isEvent) throws SQLException {
            AlarmRule rule = rules.find(connection, row.getString("rule_id"), row.getInt("rule_version"));
            Stay stay = stay(row);
            if (rule == null || !isKnown(row, stay) || !sight.sees(rule, raisedAt, stay)) {
                return null;
            }
            VisibleAlarm alarm = alarm(row, rule, raisedAt, stay, seesPeople(stay));
            if (!isEvent) {
                return new Seen(alarm, row.getString("suppressed_by"), 0, Instant.MIN, null);
            }
            ObjectNode event = object(row.getString("event"));
            Instant processedAt = Objects.requireNonNull(Sql.instant(row, "processed_at"));
            return seesVersion(event.at("/data/ruleVersion").asInt(), alarm)
                    ? new Seen(
                            alarm, event.at("/data/by").textValue(), row.getLong("event_revision"), processedAt, event)
                    : null;
        }

        /** A device whose type the catalogue does not have is seen by nobody. */
        private static boolean isKnown(ResultSet row, Stay stay) throws SQLException {
            return stay.type() != null || row.getObject("type") == null;
        }

        /** An event is of the version that looked then. */
        private boolean seesVersion(int version, VisibleAlarm alarm) throws SQLException {
            AlarmRule rule = alarm.rule();
            return version == rule.version()
                    || sight.sees(rules.find(connection, rule.id(), version), alarm.raisedAt(), alarm.stay());
        }

        private Stay stay(ResultSet row) throws SQLException {
            int organization = row.getInt("organization_id");
            Integer plant = row.getObject("plant_key", Integer.class);
            return new Stay(
                    new Interval(
                            Objects.requireNonNull(Sql.instant(row, "visible_from")),
                            Objects.requireNonNull(Sql.instant(row, "visible_to"))),
                    type(row.getObject("type", Integer.class)),
                    type(row.getObject("parent_type", Integer.class)),
                    scope.pointsAt(organization, plant),
                    organization,
                    plant);
        }

        private @Nullable DeviceType type(@Nullable Integer code) {
            return code == null ? null : catalogue.deviceType(code);
        }

        private boolean seesPeople(Stay stay) {
            return scope.seesAsMember(stay.organizationKey(), stay.plantKey());
        }

        private VisibleAlarm alarm(ResultSet row, AlarmRule rule, Instant raisedAt, Stay stay, boolean seesPeople)
                throws SQLException {
            String plant = row.getString("plant_id");
            Instant acknowledgedAt = Sql.instant(row, "acknowledged_at");
            Instant shelvedAt = Sql.instant(row, "shelved_at");
            Instant shelvedUntil = Sql.instant(row, "shelved_until");
            String suppressedWhy = row.getString("suppressed_why");
            return new VisibleAlarm(
                    row.getObject("id", UUID.class),
                    row.getString("device_sn"),
                    row.getObject("device_id", Integer.class),
                    row.getObject("parent_key", Integer.class),
                    row.getString("logger_sn"),
                    plant == null ? null : new PlantRef(plant, row.getString("plant_name")),
                    rule,
                    row.getString("severity"),
                    row.getString("state"),
                    row.getInt("cell"),
                    raisedAt,
                    Sql.instant(row, "cleared_at"),
                    row.getBoolean("retroactive"),
                    row.getLong("revision"),
                    acknowledgedAt == null
                            ? null
                            : new Acknowledged(
                                    acknowledgedAt,
                                    seesPeople ? row.getString("acknowledged_by") : null,
                                    row.getString("acknowledgement")),
                    shelvedAt == null || shelvedUntil == null
                            ? null
                            : new Shelved(
                                    shelvedAt,
                                    seesPeople ? row.getString("shelved_by") : null,
                                    shelvedUntil,
                                    row.getString("shelved_why")),
                    suppressedWhy == null ? null : new Suppressed(suppressedWhy, row.getString("suppressed_by")),
                    evidence(row, stay),
                    stay);
        }

        private ObjectNode evidence(ResultSet row, Stay stay) throws SQLException {
            ObjectNode evidence = object(row.getString("evidence"));
            sight.veil(evidence, stay);
            return evidence;
        }

        private static ObjectNode object(String json) {
            try {
                return (ObjectNode) JSON.readTree(json);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("stored JSON cannot be read", e);
            }
        }
    }
}
