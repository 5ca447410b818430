package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.alarms.VisibleAlarms.Found;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Alarms as a person may see them. May be shared between threads. */
public final class Alarms {

    private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final int BATCH = 500;
    private static final int MAX_EVENTS = 1_000;

    private final Database database;
    private final VisibleAlarms visible;

    public Alarms(Database database, Catalogue catalogue) {
        this.database = database;
        this.visible = new VisibleAlarms(catalogue);
    }

    /** What happened to one alarm, beside how it stands. Immutable as long as nobody writes to the events. */
    public record Story(AlarmView alarm, List<ObjectNode> events) {}

    /** Where an alarm stands in the list: the newest raise comes first. Immutable. */
    public record Place(Instant raisedAt, String id) {

        public static Place of(AlarmView alarm) {
            return new Place(alarm.raisedAt(), alarm.id());
        }

        /** As a cursor seals it. */
        public String text() {
            return raisedAt + " " + id;
        }

        public static Place parse(String text) {
            int space = text.indexOf(' ');
            return new Place(Instant.parse(text.substring(0, space)), text.substring(space + 1));
        }
    }

    /** Those behind {@code after}, the newest raise first, at most {@code limit}. */
    public List<AlarmView> list(Scope scope, AlarmFilter filter, Optional<Place> after, int limit) {
        return database.read(connection -> {
            List<AlarmView> views = new ArrayList<>();
            Optional<Place> from = after;
            int rows = limit;
            while (views.size() < limit) {
                Sql condition = filter.stateCondition();
                from.ifPresent(place ->
                        condition.append(" AND (a.raised_at, a.id) < (?, ?::uuid)", place.raisedAt(), place.id()));
                Found<VisibleAlarm> found =
                        visible.alarms(connection, scope, AlarmSelect.alarms(scope, condition, rows));
                found.visible().stream()
                        .limit(limit - views.size())
                        .map(AlarmView::of)
                        .forEach(views::add);
                if (found.last() == null || found.rows() < rows) {
                    break;
                }
                from = Optional.of(
                        new Place(found.last().raisedAt(), found.last().id().toString()));
                rows = BATCH;
            }
            return views;
        });
    }

    /** @throws Refusal when there is none that the person may know of */
    public Story story(Scope scope, String id) {
        return database.read(connection -> {
            VisibleAlarm alarm = find(connection, scope, id).orElseThrow(Refusal::notFound);
            Sql events = AlarmSelect.events(scope, Sql.of("a.id = ?", alarm.id()), MAX_EVENTS);
            return new Story(
                    AlarmView.of(alarm),
                    visible.events(connection, scope, events).visible().stream()
                            .map(VisibleEvent::event)
                            .toList());
        });
    }

    /**
     * Which devices are at fault as far as the person may know: those with an open alarm of severity PROTECTION or FAULT that they see, and the BMSs
     * of such packs.
     *
     * @param devices surrogate ids
     */
    public Set<Integer> faulty(Connection connection, Scope scope, Collection<Integer> devices) throws SQLException {
        if (devices.isEmpty()) {
            return Set.of();
        }
        Integer[] keys = devices.toArray(Integer[]::new);
        Sql condition = Sql.of(
                "a.state IN ('ACTIVE', 'CLEARING') AND a.severity IN ('PROTECTION', 'FAULT') AND a.kind = 'value'"
                        + " AND a.device_id IN (SELECT unnest(?::integer[]) UNION ALL SELECT c.device_id FROM device_binding c"
                        + " WHERE c.valid_to = 'infinity' AND c.parent_id = ANY(?))",
                keys,
                keys);
        Set<Integer> faulty = new HashSet<>();
        Sql select = AlarmSelect.alarms(scope, condition, Integer.MAX_VALUE);
        for (VisibleAlarm alarm : visible.seen(connection, scope, select)) {
            if (alarm.deviceKey() != null) {
                faulty.add(alarm.deviceKey());
            }
            if (alarm.parentKey() != null) {
                faulty.add(alarm.parentKey());
            }
        }
        return faulty;
    }

    Optional<VisibleAlarm> find(Connection connection, Scope scope, String id) throws SQLException {
        if (!id.matches(ID)) {
            return Optional.empty();
        }
        Sql select = AlarmSelect.alarms(scope, Sql.of("a.id = ?::uuid", id), 1);
        return visible.alarms(connection, scope, select).visible().stream().findFirst();
    }

    VisibleAlarms visible() {
        return visible;
    }
}
