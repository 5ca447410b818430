package io.busbar.jobs.alarm;

import static io.busbar.jobs.database.SqlArrays.array;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code job_alarm_rule}: versions of rules as the job heard of them, so that a restart knows them. Stateless. */
final class RuleTable {

    private static final Logger LOG = LoggerFactory.getLogger(RuleTable.class);

    private static final String SELECT = "SELECT rule::text FROM job_alarm_rule ORDER BY id, version";
    private static final String INSERT = "INSERT INTO job_alarm_rule (id, version, rule)"
            + " SELECT id, version, rule::jsonb FROM unnest(?::text[], ?::integer[], ?::text[]) AS n (id, version, rule)"
            + " ON CONFLICT DO NOTHING RETURNING id, version";
    private static final String COUNT = "SELECT count(*) FROM job_alarm_rule";

    /** Who has counted knows until the end of the transaction that nobody stores one. */
    private static final String LOCK_COUNT = "SELECT pg_advisory_xact_lock_shared(hashtext('job_alarm_rule'))";

    private static final String LOCK_INSERT = "SELECT pg_advisory_xact_lock(hashtext('job_alarm_rule'))";

    private RuleTable() {}

    /**
     * What is in the table. Immutable.
     *
     * @param rows that it has, also those that this program cannot read
     */
    record Content(List<AlarmRule> rules, int rows) {}

    /**
     * How many versions are stored: as many as were read or inserted as long as nobody else has stored one. Nobody does until the end of the
     * transaction.
     */
    static int count(Connection open) throws SQLException {
        lock(open, LOCK_COUNT);
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(COUNT)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** What cannot be read, since a newer program wrote it, is logged and left out. */
    static Content read(Connection open, AlarmRuleJson json) throws SQLException {
        List<AlarmRule> rules = new ArrayList<>();
        int rows = 0;
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(SELECT)) {
            while (row.next()) {
                rows++;
                try {
                    rules.add(json.read(row.getString(1).getBytes(StandardCharsets.UTF_8)));
                } catch (IllegalArgumentException e) {
                    LOG.error("passed over a stored alarm rule: {}", e.getMessage());
                }
            }
        }
        return new Content(rules, rows);
    }

    /** Stores those that are not stored yet, and returns them. */
    static List<AlarmRule> insert(Connection open, Collection<AlarmRule> rules, AlarmRuleJson json)
            throws SQLException {
        lock(open, LOCK_INSERT);
        try (PreparedStatement insert = open.prepareStatement(INSERT)) {
            insert.setArray(1, array(open, "text", rules, AlarmRule::id));
            insert.setArray(2, array(open, "int4", rules, AlarmRule::version));
            insert.setArray(
                    3, array(open, "text", rules, rule -> new String(json.write(rule), StandardCharsets.UTF_8)));
            Map<String, Set<Integer>> inserted = new HashMap<>();
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    inserted.computeIfAbsent(row.getString(1), id -> new HashSet<>())
                            .add(row.getInt(2));
                }
            }
            return rules.stream()
                    .filter(rule -> inserted.getOrDefault(rule.id(), Set.of()).contains(rule.version()))
                    .toList();
        }
    }

    private static void lock(Connection open, String lock) throws SQLException {
        try (Statement select = open.createStatement()) {
            select.execute(lock);
        }
    }
}
