package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code job_alarm_rule}: versions of rules as the job heard of them, so that a restart knows them. Stateless. */
final class RuleTable {

    private static final Logger LOG = LoggerFactory.getLogger(RuleTable.class);

    private static final String SELECT = "SELECT rule::text FROM job_alarm_rule ORDER BY id, version";
    private static final String INSERT = "INSERT INTO job_alarm_rule (id, version, rule)"
            + " SELECT id, version, rule::jsonb FROM unnest(?::text[], ?::integer[], ?::text[]) AS n (id, version, rule)"
            + " ON CONFLICT DO NOTHING";

    private RuleTable() {}

    /** What cannot be read, since a newer program wrote it, is logged and left out. */
    static List<AlarmRule> read(Connection open, AlarmRuleJson json) throws SQLException {
        List<AlarmRule> rules = new ArrayList<>();
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(SELECT)) {
            while (row.next()) {
                try {
                    rules.add(json.read(row.getString(1).getBytes(StandardCharsets.UTF_8)));
                } catch (IllegalArgumentException e) {
                    LOG.error("passed over a stored alarm rule: {}", e.getMessage());
                }
            }
        }
        return rules;
    }

    static void insert(Connection open, Collection<AlarmRule> rules, AlarmRuleJson json) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement(INSERT)) {
            insert.setArray(
                    1,
                    open.createArrayOf("text", rules.stream().map(AlarmRule::id).toArray()));
            insert.setArray(
                    2,
                    open.createArrayOf(
                            "int4", rules.stream().map(AlarmRule::version).toArray()));
            insert.setArray(
                    3,
                    open.createArrayOf(
                            "text",
                            rules.stream()
                                    .map(rule -> new String(json.write(rule), StandardCharsets.UTF_8))
                                    .toArray()));
            insert.executeUpdate();
        }
    }
}
