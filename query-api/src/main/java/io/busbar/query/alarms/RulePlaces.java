package io.busbar.query.alarms;

import io.busbar.alarm.RuleScope;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The plants, loggers and devices that rules name, as far as a person sees them. Stateless. */
final class RulePlaces {

    private static final String PLANTS =
            "SELECT p.public_id AS name, p.organization_id, p.id AS plant_key FROM plant p WHERE ";
    private static final String DEVICES =
            "SELECT d.serial_number AS name, lp.organization_id, lp.plant_id AS plant_key FROM device d"
                    + " JOIN device_binding b ON b.device_id = d.id JOIN logger l ON l.serial_number = b.logger_sn"
                    + " JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_from < b.valid_to AND b.valid_from < lp.valid_to"
                    + " WHERE least(b.valid_to, lp.valid_to) = 'infinity' AND d.serial_number = ANY(?) AND ";
    private static final String LOGGERS =
            "SELECT l.serial_number AS name, lp.organization_id, lp.plant_id AS plant_key FROM logger l"
                    + " JOIN logger_plant lp ON lp.logger_id = l.id"
                    + " WHERE lp.valid_to = 'infinity' AND l.serial_number = ANY(?) AND ";

    private RulePlaces() {}

    private record Place(String name, int organizationKey, @Nullable Integer plantKey) {

        static Place of(ResultSet row) throws SQLException {
            return new Place(
                    row.getString("name"), row.getInt("organization_id"), row.getObject("plant_key", Integer.class));
        }
    }

    /** Those of the scopes that are wholly within what the person sees now; one of an organization or of everything always is. */
    static Set<RuleScope> seen(Connection connection, Scope scope, Collection<RuleScope> rules) throws SQLException {
        Set<RuleScope> seen = new HashSet<>();
        Set<String> plants = names(plants(scope, ids(rules, RuleScope.Level.PLANT)), connection);
        Set<String> devices = names(devices(scope, ids(rules, RuleScope.Level.DEVICE)), connection);
        for (RuleScope rule : rules) {
            boolean isSeen =
                    switch (rule.level()) {
                        case EVERYWHERE, ORGANIZATION -> true;
                        case PLANT -> plants.contains(rule.id());
                        case DEVICE -> devices.contains(rule.id());
                    };
            if (isSeen) {
                seen.add(rule);
            }
        }
        return seen;
    }

    /**
     * Refuses a rule for what lies beyond the person's own.
     *
     * @throws Refusal the same for a place that does not exist and one that is hidden
     */
    static void requireOwn(Connection connection, Scope scope, RuleScope rule) throws SQLException {
        int organization = scope.person().organizationKey();
        switch (rule.level()) {
            case EVERYWHERE ->
                throw Refusal.invalid("/scope/level", "is everywhere, allowed: organization, plant, device");
            case ORGANIZATION -> {
                if (!rule.id().equals(scope.person().organizationId())) {
                    throw Refusal.invalid("/scope/id", "is not your organization: leave it away");
                }
                if (!scope.may(Capability.EDIT_ALARM_RULES, organization, null)) {
                    throw Refusal.of(Kind.FORBIDDEN, "your key is for single plants: name one of them as the scope");
                }
            }
            case PLANT -> requireOwn(plants(scope, new String[] {rule.id()}), connection, scope, "plant");
            case DEVICE -> requireOwn(devices(scope, new String[] {rule.id()}), connection, scope, "device");
        }
    }

    private static void requireOwn(Sql places, Connection connection, Scope scope, String what) throws SQLException {
        Optional<Place> place = places.first(connection, Place::of);
        if (place.isEmpty()
                || !scope.may(
                        Capability.EDIT_ALARM_RULES,
                        place.get().organizationKey(),
                        place.get().plantKey())) {
            throw Refusal.invalid("/scope/id", "is no " + what + " that you may keep rules for");
        }
    }

    private static String[] ids(Collection<RuleScope> rules, RuleScope.Level level) {
        return rules.stream()
                .filter(rule -> rule.level() == level)
                .map(RuleScope::id)
                .distinct()
                .toArray(String[]::new);
    }

    private static Set<String> names(Sql places, Connection connection) throws SQLException {
        return new HashSet<>(places.list(connection, row -> row.getString("name")));
    }

    private static Sql plants(Scope scope, String[] ids) {
        return Sql.of(PLANTS)
                .append(scope.sees("p.organization_id", "p.id"))
                .append(" AND p.public_id = ANY(?)", (Object) ids);
    }

    private static Sql devices(Scope scope, String[] serialNumbers) {
        return Sql.of(DEVICES, (Object) serialNumbers)
                .append(scope.sees("lp.organization_id", "lp.plant_id"))
                .append(" UNION ALL ")
                .append(LOGGERS, (Object) serialNumbers)
                .append(scope.sees("lp.organization_id", "lp.plant_id"));
    }
}
