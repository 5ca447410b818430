package io.busbar.standalone.jobs;

import java.sql.SQLException;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table of alarms in the words of {@link TopicAlarms}. Stateless. */
final class StoredAlarms {

    private static final String ROWS =
            "SELECT device_sn || ' ' || rule_id || ' ' || cell || ' ' || (extract(epoch FROM raised_at) * 1000)::bigint || ' '"
                    + " || rule_version || ' ' || (evidence->>'value') || '='"
                    + " || coalesce((extract(epoch FROM cleared_at) * 1000)::bigint::text, 'open')"
                    + " FROM alarm WHERE kind = 'value' AND state <> 'WITHDRAWN'";

    private StoredAlarms() {}

    static SortedMap<String, String> read(SampleDatabase database) throws SQLException {
        SortedMap<String, String> alarms = new TreeMap<>();
        for (String row : database.rows(ROWS)) {
            int value = row.indexOf('=');
            alarms.put(row.substring(0, value), row.substring(value + 1));
        }
        return alarms;
    }
}
