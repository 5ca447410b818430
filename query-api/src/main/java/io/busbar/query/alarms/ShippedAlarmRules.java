package io.busbar.query.alarms;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.alarm.ShippedRules;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Sql;
import io.busbar.query.outbox.Outbox;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** Gives the database the rules that Busbar ships, and tells the stream job of them. Stateless. */
public final class ShippedAlarmRules {

    private ShippedAlarmRules() {}

    /**
     * Adds the rules that are missing; what people made of one in later versions stays. Safe to run by several processes at once. While nothing has
     * been measured there is nothing to judge again, and the job knows them from its start: told of them by topic, it would take the first frames
     * for late ones, which notify nobody.
     */
    public static void addMissing(Database database, Catalogue catalogue) {
        AlarmRuleJson json = new AlarmRuleJson(catalogue);
        database.write(connection -> {
            for (AlarmRule rule : ShippedRules.load(catalogue)) {
                add(connection, rule, json.write(rule));
            }
            Sql.of("INSERT INTO job_alarm_rule (id, version, rule) SELECT id, version, rule FROM alarm_rule"
                            + " WHERE NOT EXISTS (SELECT FROM device) ON CONFLICT DO NOTHING")
                    .run(connection);
            return true;
        });
    }

    private static void add(Connection connection, AlarmRule rule, byte[] json) throws SQLException {
        boolean isNew = Sql.of(
                        "INSERT INTO alarm_rule (id, version, rule) VALUES (?, ?, ?::jsonb) ON CONFLICT DO NOTHING RETURNING id",
                        rule.id(),
                        rule.version(),
                        new String(json, StandardCharsets.UTF_8))
                .exists(connection);
        if (isNew) {
            Outbox.add(connection, Topics.ALARM_RULES, rule.id() + "/" + rule.version(), json);
        }
    }
}
