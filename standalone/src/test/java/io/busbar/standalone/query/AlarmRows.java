package io.busbar.standalone.query;

import java.util.UUID;

/** Writes alarms as the stream job writes them: with the rule that looked, and an event for each. Stateless but for where the tables are. */
final class AlarmRows {

    static final String EVIDENCE =
            "{\"value\":3554,\"scale\":3,\"unit\":\"V\",\"cell\":7,\"beyond\":[7],\"maxMillivolts\":3554,\"socMillipercent\":88000}";

    private static final String RULE =
            "{\"id\":\"%s\",\"name\":\"Rule %s\",\"severity\":\"WARNING\",\"scope\":{\"level\":\"everywhere\"},\"enabled\":true,"
                    + "\"version\":1,\"effectiveFrom\":\"1970-01-01T00:00:00Z\",%s}";

    private final ApiServerUnderTest api;

    AlarmRows(ApiServerUnderTest api) {
        this.api = api;
    }

    /** @param fields in JSON, with apostrophes for quotes */
    void rule(String id, String fields) throws Exception {
        api.sqlUnheard("INSERT INTO job_alarm_rule VALUES ('%s', 1, '%s')"
                .formatted(id, RULE.formatted(id, id, fields.replace('\'', '"'))));
    }

    /** An open alarm of a device, with its raise. */
    String raise(String device, String rule, String severity, String raisedAt) throws Exception {
        String id = UUID.randomUUID().toString();
        boolean isLogger = device.startsWith("LOGGER");
        api.sqlUnheard(
                "INSERT INTO alarm (id, device_id, device_sn, logger_sn, rule_id, rule_version, kind, severity, cell, state,"
                        + " raised_at, evidence, sequence, retroactive, revision, changed_at) VALUES ('" + id + "', "
                        + (isLogger ? "NULL" : "(SELECT id FROM device WHERE serial_number = '" + device + "')") + ", '"
                        + device
                        + "', coalesce((SELECT logger_sn FROM device d JOIN device_binding b ON b.device_id = d.id WHERE d.serial_number = '"
                        + device + "' LIMIT 1), '" + device + "'), '" + rule + "', 1, '"
                        + (isLogger ? "silence" : "value") + "', '"
                        + severity + "', 7, 'ACTIVE', '" + raisedAt + "', '" + (isLogger ? "{}" : EVIDENCE)
                        + "', 1, false, 0, now())");
        event(id, "raised", "\"from\":\"NORMAL\",\"to\":\"ACTIVE\",\"cause\":\"VALUE\",\"evidence\":" + EVIDENCE);
        return id;
    }

    /** Something happens to an alarm. */
    void event(String alarm, String type, String data) throws Exception {
        event(alarm, type, data, false);
    }

    /** @param isRetroactive late data makes it happen */
    void event(String alarm, String type, String data, boolean isRetroactive) throws Exception {
        UUID id = UUID.randomUUID();
        api.sqlUnheard("UPDATE alarm SET revision = revision + 1 WHERE id = '" + alarm + "'");
        api.sqlUnheard("INSERT INTO alarm_event (id, alarm_id, revision, type, at, processed_at, retroactive, event)"
                + " SELECT '" + id + "', id, revision, '" + type + "', now(), now(), " + isRetroactive
                + ", json_build_object("
                + "'specversion', '1.0', 'id', '" + id + "', 'source', '/busbar/alarms', 'type', 'io.busbar.alarm."
                + type
                + "', 'subject', device_sn, 'time', '2026-03-08T00:00:00Z', 'datacontenttype', 'application/json', 'data',"
                + " jsonb_build_object('occurrence', id, 'sequence', 1, 'retroactive', " + isRetroactive
                + ", 'processedAt',"
                + " '2026-03-08T00:00:01Z', 'ruleId', rule_id, 'ruleVersion', 1, 'severity', severity, 'cell', cell,"
                + " 'raisedAt', '2026-03-08T00:00:00Z') || '{" + data + "}'::jsonb) FROM alarm WHERE id = '" + alarm
                + "'");
    }
}
