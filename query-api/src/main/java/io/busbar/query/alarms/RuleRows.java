package io.busbar.query.alarms;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.outbox.Outbox;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code alarm_rule} as an organization has it: its own rules, and those that are shipped. May be shared between threads. */
final class RuleRows {

    private static final Logger LOG = LoggerFactory.getLogger(RuleRows.class);

    private static final String COLUMNS =
            " rule::text AS rule, organization_id IS NULL AS shipped, deleted, created_at";
    private static final String KNOWN = " FROM alarm_rule WHERE (organization_id = ? OR organization_id IS NULL)";

    private final AlarmRuleJson json;

    RuleRows(AlarmRuleJson json) {
        this.json = json;
    }

    /** The newest version of each, in ascending order of id. */
    List<KeptRule> newest(Connection connection, int organizationKey) throws SQLException {
        return read(
                connection,
                Sql.of("SELECT DISTINCT ON (id)" + COLUMNS + KNOWN, organizationKey)
                        .append(" ORDER BY id, version DESC"));
    }

    /** Every version of each. */
    List<KeptRule> all(Connection connection, int organizationKey) throws SQLException {
        return read(
                connection, Sql.of("SELECT" + COLUMNS + KNOWN, organizationKey).append(" ORDER BY id, version"));
    }

    /** Every version of one, in ascending order; empty when the organization has no such rule. */
    List<KeptRule> versions(Connection connection, int organizationKey, String id) throws SQLException {
        return read(
                connection,
                Sql.of("SELECT" + COLUMNS + KNOWN, organizationKey).append(" AND id = ? ORDER BY version", id));
    }

    /** How many versions the organization has made. */
    long count(Connection connection, int organizationKey) throws SQLException {
        return Sql.of("SELECT count(*) FROM alarm_rule WHERE organization_id = ?", organizationKey)
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }

    /** Lets changes of an organization's rules happen one after the other. */
    static void lock(Connection connection, int organizationKey) throws SQLException {
        Sql.of("SELECT 1 FROM organization WHERE id = ? FOR NO KEY UPDATE", organizationKey)
                .exists(connection);
    }

    /** Adds a version, and tells the stream job. */
    void add(Connection connection, Scope scope, AlarmRule rule, boolean isDeleted) throws SQLException {
        byte[] text = json.write(rule);
        Sql.of(
                        "INSERT INTO alarm_rule (id, version, rule, organization_id, created_by, deleted)"
                                + " VALUES (?, ?, ?::jsonb, ?, ?, ?)",
                        rule.id(),
                        rule.version(),
                        new String(text, StandardCharsets.UTF_8),
                        scope.person().organizationKey(),
                        scope.person().id(),
                        isDeleted)
                .run(connection);
        Outbox.add(connection, Topics.ALARM_RULES, rule.id() + "/" + rule.version(), text);
    }

    private List<KeptRule> read(Connection connection, Sql sql) throws SQLException {
        List<KeptRule> rules = new ArrayList<>();
        sql.list(connection, this::rule).forEach(found -> found.ifPresent(rules::add));
        rules.sort(Comparator.comparing(kept -> kept.rule().id()));
        return rules;
    }

    /** Empty for what this build cannot read, since another wrote it. */
    private Optional<KeptRule> rule(ResultSet row) throws SQLException {
        try {
            return Optional.of(new KeptRule(
                    json.read(row.getString("rule").getBytes(StandardCharsets.UTF_8)),
                    row.getBoolean("shipped"),
                    row.getBoolean("deleted"),
                    Objects.requireNonNull(Sql.instant(row, "created_at"))));
        } catch (IllegalArgumentException e) {
            LOG.error("passed over a stored alarm rule: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
