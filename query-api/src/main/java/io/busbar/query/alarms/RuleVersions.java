package io.busbar.query.alarms;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that raised alarms, as the stream job knows them. A version never changes, so it is read once. May be shared between threads.
 */
final class RuleVersions {

    private static final Logger LOG = LoggerFactory.getLogger(RuleVersions.class);

    private final AlarmRuleJson json;
    private final Map<Key, AlarmRule> known = new ConcurrentHashMap<>();

    RuleVersions(Catalogue catalogue) {
        this.json = new AlarmRuleJson(catalogue);
    }

    private record Key(String id, int version) {}

    /** Null when there is no such version, or it cannot be read. */
    @Nullable
    AlarmRule find(Connection connection, String id, int version) throws SQLException {
        Key key = new Key(id, version);
        AlarmRule rule = known.get(key);
        if (rule == null) {
            rule = read(connection, key);
            if (rule != null) {
                known.put(key, rule);
            }
        }
        return rule;
    }

    private @Nullable AlarmRule read(Connection connection, Key key) throws SQLException {
        String text = Sql.of("SELECT rule FROM job_alarm_rule WHERE id = ? AND version = ?", key.id(), key.version())
                .first(connection, row -> Objects.requireNonNull(row.getString(1)))
                .orElse(null);
        try {
            return text == null ? null : json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            LOG.error("its alarms are shown to nobody: {}", e.getMessage());
            return null;
        }
    }
}
