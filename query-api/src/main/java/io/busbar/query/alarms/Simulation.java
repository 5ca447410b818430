package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.alarm.RuleBook;
import io.busbar.alarm.RuleKind;
import io.busbar.alarm.Transition;
import io.busbar.alarm.family.Departures;
import io.busbar.alarm.family.FamilyJudge;
import io.busbar.alarm.family.FamilyState;
import io.busbar.alarm.family.Moment;
import io.busbar.alarm.family.Site;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.alarms.FamilyRows.VisibleFamily;
import io.busbar.query.series.Cancellation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lets a rule look at what is stored, as the stream job would have from {@code from} on: nothing is waiting or open then. One family after the
 * other, each in a transaction of its own, a moment at a time. May be shared between threads.
 */
public final class Simulation {

    /** That one answer tells. */
    public static final int MAX_ALARMS = 10_000;

    /** Of rows that one answer reads. */
    public static final int MAX_ROWS = 10_000_000;

    private static final Comparator<Member> IN_ORDER = Comparator.comparing(
                    (Member member) -> member.device().serialNumber())
            .thenComparing(Member::since);

    private final Database database;
    private final Catalogue catalogue;
    private final VisibleDevices visible;
    private final RuleSight sight;
    private final AlarmVisibility visibility;

    public Simulation(Database database, Catalogue catalogue, VisibleDevices visible) {
        this.database = database;
        this.catalogue = catalogue;
        this.visible = visible;
        this.sight = new RuleSight(catalogue);
        this.visibility = new AlarmVisibility(catalogue);
    }

    /**
     * Which devices are judged over which time. Immutable.
     *
     * @param versions of one rule
     * @param from inclusive
     * @param to exclusive
     */
    public record Question(List<AlarmRule> versions, List<VisibleDevice> devices, Instant from, Instant to) {

        public Question {
            versions = List.copyOf(versions);
            devices = List.copyOf(devices);
        }
    }

    /** Where the answer goes. */
    public interface Sink {
        void alarm(SimulatedAlarm alarm) throws IOException;
    }

    /** How much was looked at. Immutable. */
    public record Extent(long moments, boolean isLimited) {}

    /** What somebody sent as a rule. Where, from when and whether it looks is not of interest here, only what it says. */
    public AlarmRule rule(Scope scope, ObjectNode fields, Instant from) {
        AlarmRuleJson json = new AlarmRuleJson(sight.catalogue(scope.pointsAnywhere()));
        AlarmRule rule = new RuleDraft(json, scope.person().organizationId(), from).simulated(fields);
        if (rule.kind() == RuleKind.SILENCE) {
            throw Refusal.invalid(
                    "/rule/kind", "is silence, allowed: what looks at values, for not every receipt is stored");
        }
        return rule;
    }

    /** @throws UncheckedIOException when the sink does not take more, or the client has gone */
    public Extent run(Scope scope, Question question, Sink sink, Cancellation cancellation) {
        FamilyJudge judge = new FamilyJudge(catalogue, new RuleBook(catalogue, question.versions()));
        Run run = new Run(question, judge, sink);
        for (VisibleFamily family : families(scope, question)) {
            if (!run.isLimited()) {
                database.read(connection -> {
                    try {
                        run.begin(FamilyRows.departures(connection, family, question.to()));
                        FamilyRows.read(
                                connection,
                                family,
                                question.from(),
                                question.to(),
                                moment -> run.look(moment, family.uploadIntervalSeconds(moment.atMillis())),
                                cancellation);
                        run.end();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return true;
                });
            }
        }
        return new Extent(run.moments, run.isLimited());
    }

    /**
     * Those that a device of the question is part of, whole as far as they are visible: gates ask the BMS. In the order of their first members, and
     * of when these came to them: surrogate ids would tell in what order devices came to be known.
     */
    private List<VisibleFamily> families(Scope scope, Question question) {
        Set<Integer> asked = question.devices().stream()
                .filter(device -> isJudged(question, device))
                .map(VisibleDevice::key)
                .collect(Collectors.toSet());
        Map<Integer, List<Member>> byRoot = new HashMap<>();
        members(scope, asked).forEach(member -> byRoot.computeIfAbsent(member.root(), root -> new ArrayList<>())
                .add(member));
        return byRoot.values().stream()
                .filter(family -> family.stream()
                        .anyMatch(member -> asked.contains(member.device().key())))
                .sorted(Comparator.comparing(family -> family.get(0), IN_ORDER))
                .map(family -> new VisibleFamily(
                        family.get(0).root(),
                        family.stream().map(Member::device).distinct().toList()))
                .toList();
    }

    /** In order. Who was part of a family only while that may not be seen is none. */
    private List<Member> members(Scope scope, Set<Integer> asked) {
        List<Link> links = database.read(connection -> Sql.of(
                        "SELECT DISTINCT coalesce(b.parent_id, b.device_id) AS root, d.serial_number, b.valid_from, b.valid_to"
                                + " FROM device_binding b JOIN device d ON d.id = b.device_id WHERE coalesce(b.parent_id, b.device_id)"
                                + " IN (SELECT coalesce(parent_id, device_id) FROM device_binding WHERE device_id = ANY(?))",
                        (Object) asked.toArray(Integer[]::new))
                .list(connection, Link::of));
        Map<String, VisibleDevice> seen =
                visible.named(scope, links.stream().map(Link::member).collect(Collectors.toSet())).stream()
                        .collect(Collectors.toMap(VisibleDevice::serialNumber, Function.identity()));
        List<Member> members = new ArrayList<>();
        for (Link link : links) {
            VisibleDevice device = seen.get(link.member());
            if (device != null) {
                device.intervals().stream()
                        .filter(interval -> interval.from().isBefore(link.to())
                                && link.from().isBefore(interval.to()))
                        .findFirst()
                        .ifPresent(interval -> members.add(new Member(
                                link.root(),
                                device,
                                interval.from().isAfter(link.from()) ? interval.from() : link.from())));
            }
        }
        members.sort(IN_ORDER);
        return members;
    }

    private record Link(int root, String member, Instant from, Instant to) {

        static Link of(ResultSet row) throws SQLException {
            return new Link(
                    row.getInt("root"),
                    row.getString("serial_number"),
                    Objects.requireNonNull(Sql.instant(row, "valid_from")),
                    Objects.requireNonNull(Sql.instant(row, "valid_to")));
        }
    }

    /** @param since when the device can first be seen as part of it */
    private record Member(int root, VisibleDevice device, Instant since) {}

    /** Whether the rule is for the device, and looks at nothing there that is hidden. */
    private boolean isJudged(Question question, VisibleDevice device) {
        int type = device.type().code();
        return question.versions().stream()
                .allMatch(rule -> rule.deviceTypes().contains(type)
                        && sight.seesWhole(device.points(), rule.forTypes(List.of(type))));
    }

    /** One run of a question. Confined to one thread. */
    private final class Run {

        private final FamilyJudge judge;
        private final Sink sink;
        private final Map<Integer, VisibleDevice> asked;
        private final Map<UUID, SimulatedAlarm> open = new LinkedHashMap<>();
        private final List<SimulatedAlarm> over = new ArrayList<>();
        private FamilyState state = new FamilyState();
        private Departures departures = new Departures(List.of());
        private long moments;
        private long rows;
        private int alarms;

        Run(Question question, FamilyJudge judge, Sink sink) {
            this.judge = judge;
            this.sink = sink;
            this.asked = question.devices().stream()
                    .filter(device -> isJudged(question, device))
                    .collect(Collectors.toMap(VisibleDevice::key, Function.identity()));
        }

        boolean isLimited() {
            return alarms >= MAX_ALARMS || rows >= MAX_ROWS;
        }

        void begin(Departures leaving) {
            state = new FamilyState();
            departures = leaving;
        }

        boolean look(Moment moment, int uploadIntervalSeconds) throws IOException {
            moments++;
            rows += moment.parts().size();
            departures.goOn(state, moment.atMillis(), this::follow);
            judge.judge(state, moment, new Site("", "", uploadIntervalSeconds), this::follow);
            giveThoseThatAreOver();
            return !isLimited();
        }

        private void giveThoseThatAreOver() throws IOException {
            for (SimulatedAlarm alarm : over) {
                sink.alarm(alarm);
            }
            over.clear();
        }

        /** What is open at the end, in the order of its raise. */
        void end() throws IOException {
            departures.goOn(state, Long.MAX_VALUE, this::follow);
            giveThoseThatAreOver();
            Collection<SimulatedAlarm> left = open.values().stream()
                    .sorted(Comparator.comparing(SimulatedAlarm::raisedAt))
                    .toList();
            for (SimulatedAlarm alarm : left) {
                sink.alarm(alarm);
            }
            open.clear();
        }

        private void follow(int deviceId, Transition transition) {
            VisibleDevice device = asked.get(deviceId);
            if (device == null) {
                return;
            }
            if (transition.raises()) {
                alarms++;
                open.put(
                        transition.occurrence(),
                        SimulatedAlarm.raised(transition, visibility.evidence(transition.evidence(), device)));
            } else if (transition.clears()) {
                SimulatedAlarm alarm = open.remove(transition.occurrence());
                if (alarm != null) {
                    over.add(alarm.cleared(transition));
                }
            }
        }
    }
}
