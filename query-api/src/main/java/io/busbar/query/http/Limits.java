package io.busbar.query.http;

import io.busbar.query.alarms.AlarmRules;
import io.busbar.query.alarms.Simulation;
import io.busbar.query.series.AutoBucket;
import io.busbar.query.webhook.Webhooks;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one request may ask for; every refusal for one of these says what to ask instead. Stateless. */
final class Limits {

    static final int MAX_POINTS = 1_000;
    static final int MAX_DEVICES = 10_000;
    static final int MAX_NAMED = 2_000;

    /** Of more devices everything that they have is not answered: points are to be named. */
    static final int MAX_DEVICES_OF_EVERYTHING = 50;

    static final int MAX_ROWS = 10_000_000;
    static final int MAX_SLOTS = 100_000;

    static final String BODY_REMEDY = "name plants instead of devices, or ask several times";

    private Limits() {}

    static Map<String, Object> view() {
        Map<String, Object> limits = new LinkedHashMap<>();
        limits.put("bodyBytes", limit(Endpoint.MAX_BODY_BYTES, BODY_REMEDY));
        limits.put("devicesNamed", limit(MAX_NAMED, "name plants, or leave both away for everything that you may see"));
        limits.put("devices", limit(MAX_DEVICES, "name plants or devices, and ask for one part after the other"));
        limits.put(
                "devicesWithoutPoints",
                limit(MAX_DEVICES_OF_EVERYTHING, "name points: of so many devices not all that they have is answered"));
        limits.put("points", limit(MAX_POINTS, "ask several times"));
        limits.put("rows", limit(MAX_ROWS, "go on from the last time, or make an export"));
        limits.put("slots", limit(MAX_SLOTS, "ask for a shorter range"));
        limits.put(
                "autoRows",
                limit(
                        AutoBucket.MAX_ROWS,
                        "bucket=auto gives a device no more rows than this: name a bucket for more"));
        limits.put(
                "autoValues",
                limit(
                        AutoBucket.MAX_VALUES,
                        "nor all devices more values, unless days are more: name a bucket for more"));
        limits.put(
                "longAnswersAtOnce",
                limit(FairShare.AT_ONCE, "further ones wait for these; ask for more in one question"));
        limits.put("longAnswersWaiting", limit(FairShare.WAITING, "ask when one has ended"));
        limits.put("alarmRules", limit(AlarmRules.MAX_RULES, "delete some, or let one be for several device types"));
        limits.put("alarmRuleVersions", limit(AlarmRules.MAX_VERSIONS, "ask who runs this system"));
        limits.put("simulatedAlarms", limit(Simulation.MAX_ALARMS, "go on from the last raise, or name fewer devices"));
        limits.put("simulatedRows", limit(Simulation.MAX_ROWS, "ask for a shorter range, or for fewer devices"));
        limits.put("webhooks", limit(Webhooks.MAX_WEBHOOKS, "delete one, or let one tell of several plants"));
        limits.put("streams", limit(EventHub.MAX_OF_PRINCIPAL, "close one, or let one tell of several plants"));
        limits.put("answerSeconds", limit(ResponseStream.LONGEST_SECONDS, "ask for less, or read faster"));
        return limits;
    }

    private static Map<String, Object> limit(long value, String remedy) {
        Map<String, Object> limit = new LinkedHashMap<>();
        limit.put("value", value);
        limit.put("remedy", remedy);
        return limit;
    }
}
