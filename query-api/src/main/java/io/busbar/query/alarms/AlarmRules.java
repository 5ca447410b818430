package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.alarm.RuleScope;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The alarm rules of an organization. A change makes a version, and nothing is ever deleted: the alarms that a version raised refer to it. A
 * shipped rule stays as it is; who changes it gets one of their own in its place, who deletes it one that is disabled
 * (docs/decisions/0019-rules-in-place-of-shipped-ones.md). May be shared between threads.
 */
public final class AlarmRules {

    /** That an organization has at a time: every one of them looks at every frame of the devices that it is for. */
    public static final int MAX_RULES = 500;

    /** That an organization ever makes: the stream job keeps them all. */
    public static final int MAX_VERSIONS = 20_000;

    private final Database database;
    private final AlarmRuleJson json;
    private final RuleRows rows;
    private final RuleSight sight;
    private final Clock clock;

    public AlarmRules(Database database, Catalogue catalogue, Clock clock) {
        this.database = database;
        this.json = new AlarmRuleJson(catalogue);
        this.rows = new RuleRows(json);
        this.sight = new RuleSight(catalogue);
        this.clock = clock;
    }

    /**
     * A rule as a person sees it. Immutable as long as nobody writes to the tree.
     *
     * @param fields of the version, as in docs/alarm-rules.md
     * @param replacedBy ids of the rules that stand in for it, each where it is for
     */
    public record RuleView(
            String id,
            ObjectNode fields,
            boolean isShipped,
            boolean isDeleted,
            Instant changedAt,
            List<String> replacedBy) {}

    /** Those after {@code after} in order of id, at most {@code limit}. */
    public List<RuleView> list(Scope scope, String after, int limit) {
        return database.read(connection -> {
            List<KeptRule> seen = seen(connection, scope);
            return seen.stream()
                    .filter(kept -> kept.rule().id().compareTo(after) > 0)
                    .limit(limit)
                    .map(kept -> view(kept, seen))
                    .toList();
        });
    }

    public RuleView one(Scope scope, String id) {
        return database.read(connection -> {
            List<KeptRule> seen = seen(connection, scope);
            return view(find(seen, id), seen);
        });
    }

    /** What the rule was and is, the newest version first; also of one that was deleted. */
    public List<RuleView> versions(Scope scope, String id) {
        return database.read(connection -> {
            List<KeptRule> versions = new ArrayList<>();
            List<KeptRule> stored = rows.versions(connection, organization(scope), id);
            Set<RuleScope> places = places(connection, scope, stored);
            for (KeptRule kept : stored) {
                see(scope, kept, places).ifPresent(seen -> versions.add(0, seen));
            }
            if (versions.isEmpty()) {
                throw Refusal.notFound();
            }
            return versions.stream().map(kept -> view(kept, List.of())).toList();
        });
    }

    public RuleView create(Scope scope, ObjectNode body) {
        return database.write(connection -> {
            RuleRows.lock(connection, organization(scope));
            List<KeptRule> seen = seen(connection, scope);
            AlarmRule rule = draft(scope).made(body, newId());
            requireReplaceable(seen, rule);
            return add(connection, scope, null, rule);
        });
    }

    /** The next version of a rule of the organization, or a rule of its own in place of a shipped one. */
    public RuleView change(Scope scope, String id, ObjectNode patch) {
        return database.write(connection -> {
            RuleRows.lock(connection, organization(scope));
            List<KeptRule> seen = seen(connection, scope);
            KeptRule before = find(seen, id);
            if (before.isShipped()) {
                AlarmRule shipped = replaceable(scope, seen, before);
                return add(connection, scope, null, draft(scope).inPlaceOf(shipped, patch, newId()));
            }
            RulePlaces.requireOwn(connection, scope, before.rule().scope());
            AlarmRule next = draft(scope).next(before.rule(), patch);
            return next.equals(before.rule()) ? view(before, seen) : add(connection, scope, before.rule(), next);
        });
    }

    /** The rule is over: of a shipped one within the organization, so that one in its place is disabled. */
    public void delete(Scope scope, String id) {
        database.write(connection -> {
            RuleRows.lock(connection, organization(scope));
            List<KeptRule> seen = seen(connection, scope);
            KeptRule before = find(seen, id);
            if (before.isShipped()) {
                AlarmRule shipped = replaceable(scope, seen, before);
                add(connection, scope, null, draft(scope).offInPlaceOf(shipped, newId()));
                return true;
            }
            RulePlaces.requireOwn(connection, scope, before.rule().scope());
            requireRoomForVersion(connection, scope);
            AlarmRule last = before.rule().over(clock.millis());
            rows.add(connection, scope, last, true);
            audit(connection, scope, "alarmRule.delete", before.rule(), null);
            return true;
        });
    }

    /** Ids of the rules of which a person sees every version there was. */
    public Set<String> ids(Connection connection, Scope scope) throws SQLException {
        List<KeptRule> all = rows.all(connection, organization(scope));
        Set<RuleScope> places = places(connection, scope, all);
        Set<String> ids = new HashSet<>();
        Set<String> hidden = new HashSet<>();
        for (KeptRule kept : all) {
            (see(scope, kept, places).isPresent() ? ids : hidden)
                    .add(kept.rule().id());
        }
        ids.removeAll(hidden);
        return ids;
    }

    private RuleView add(Connection connection, Scope scope, @Nullable AlarmRule before, AlarmRule rule)
            throws SQLException {
        RulePlaces.requireOwn(connection, scope, rule.scope());
        if (!sight.seesWhole(scope.points(), rule)) {
            throw Refusal.invalid(
                    "",
                    "the rule looks at points that are none of yours: of gates and releases also those of the BMS, of limits in C"
                            + " those of the capacity");
        }
        requireRoomForVersion(connection, scope);
        if (before == null) {
            requireRoom(connection, scope);
        }
        rows.add(connection, scope, rule, false);
        audit(connection, scope, before == null ? "alarmRule.create" : "alarmRule.change", before, rule);
        List<KeptRule> seen = seen(connection, scope);
        return view(find(seen, rule.id()), seen);
    }

    /** The newest version of each rule that is there, as the person sees it. */
    private List<KeptRule> seen(Connection connection, Scope scope) throws SQLException {
        List<KeptRule> newest = rows.newest(connection, organization(scope)).stream()
                .filter(kept -> !kept.isDeleted())
                .toList();
        Set<RuleScope> places = places(connection, scope, newest);
        List<KeptRule> seen = new ArrayList<>();
        newest.forEach(kept -> see(scope, kept, places).ifPresent(seen::add));
        return seen;
    }

    private Optional<KeptRule> see(Scope scope, KeptRule kept, Set<RuleScope> places) {
        return sight.seen(scope, kept, places)
                .map(rule -> new KeptRule(rule, kept.isShipped(), kept.isDeleted(), kept.changedAt()));
    }

    private static Set<RuleScope> places(Connection connection, Scope scope, List<KeptRule> rules) throws SQLException {
        return RulePlaces.seen(
                connection,
                scope,
                rules.stream().map(kept -> kept.rule().scope()).collect(Collectors.toSet()));
    }

    private static KeptRule find(List<KeptRule> seen, String id) {
        return seen.stream()
                .filter(kept -> kept.rule().id().equals(id))
                .findFirst()
                .orElseThrow(Refusal::notFound);
    }

    private RuleView view(KeptRule kept, List<KeptRule> seen) {
        List<String> replacedBy = seen.stream()
                .filter(other -> kept.rule().id().equals(other.rule().replaces()))
                .map(other -> other.rule().id())
                .toList();
        return new RuleView(
                kept.rule().id(),
                RuleDraft.tree(json, kept.rule()),
                kept.isShipped(),
                kept.isDeleted(),
                kept.changedAt(),
                replacedBy);
    }

    private RuleDraft draft(Scope scope) {
        return new RuleDraft(
                new AlarmRuleJson(sight.catalogue(scope.points())),
                scope.person().organizationId(),
                clock.instant());
    }

    /** One rule for the whole organization stands in for a shipped one: that is to be changed further on. */
    private AlarmRule replaceable(Scope scope, List<KeptRule> seen, KeptRule shipped) {
        RuleScope organization =
                new RuleScope(RuleScope.Level.ORGANIZATION, scope.person().organizationId());
        for (KeptRule kept : seen) {
            if (shipped.rule().id().equals(kept.rule().replaces())
                    && kept.rule().scope().equals(organization)) {
                throw Refusal.of(
                        Kind.CONFLICT,
                        "your organization has a rule in place of this one: change or delete "
                                + kept.rule().id());
            }
        }
        return sight.within(scope.points(), shipped.rule())
                .orElseThrow(() -> Refusal.of(
                        Kind.FORBIDDEN, "you see what this rule looks at only at plants of others that you visit"));
    }

    private static void requireReplaceable(List<KeptRule> seen, AlarmRule rule) {
        String replaced = rule.replaces();
        if (replaced == null) {
            return;
        }
        Optional<AlarmRule> other = seen.stream()
                .map(KeptRule::rule)
                .filter(each -> each.id().equals(replaced))
                .findFirst();
        if (other.isEmpty()) {
            throw Refusal.invalid("/replaces", "is no rule that you may see");
        }
        if (other.get().kind() != rule.kind()) {
            throw Refusal.invalid("/kind", "is not that of the rule that is replaced");
        }
    }

    private void requireRoom(Connection connection, Scope scope) throws SQLException {
        long own = rows.newest(connection, organization(scope)).stream()
                .filter(kept -> !kept.isShipped() && !kept.isDeleted())
                .count();
        if (own >= MAX_RULES) {
            throw Refusal.of(
                    Kind.CONFLICT, "your organization has " + own + " rules, allowed: " + MAX_RULES + ": delete some");
        }
    }

    private void requireRoomForVersion(Connection connection, Scope scope) throws SQLException {
        if (rows.count(connection, organization(scope)) >= MAX_VERSIONS) {
            throw Refusal.of(
                    Kind.CONFLICT,
                    "your organization has made " + MAX_VERSIONS
                            + " versions of rules, which are kept for ever: ask who runs this system");
        }
    }

    private void audit(
            Connection connection, Scope scope, String action, @Nullable AlarmRule before, @Nullable AlarmRule after)
            throws SQLException {
        AlarmRule subject = after == null ? before : after;
        Audit.add(
                connection,
                Actor.of(scope),
                action,
                subject == null ? "" : subject.id(),
                before == null ? null : RuleDraft.tree(json, before),
                after == null ? null : RuleDraft.tree(json, after));
    }

    private static int organization(Scope scope) {
        return scope.person().organizationKey();
    }

    /** As a rule's id may begin. */
    private static String newId() {
        return "rule-" + Secrets.publicId();
    }
}
