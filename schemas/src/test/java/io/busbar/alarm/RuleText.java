package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rules of tests, written as the JSON that people write, with ' for " and with defaults for what a test does not care about. Stateless. */
final class RuleText {

    static final Catalogue CATALOGUE = Catalogue.load();

    private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

    static {
        DEFAULTS.put("id", "'rule'");
        DEFAULTS.put("name", "'A rule'");
        DEFAULTS.put("kind", "'threshold'");
        DEFAULTS.put("deviceTypes", "[12]");
        DEFAULTS.put("severity", "'WARNING'");
        DEFAULTS.put("scope", "{'level':'everywhere'}");
        DEFAULTS.put("enabled", "true");
        DEFAULTS.put("version", "1");
        DEFAULTS.put("effectiveFrom", "'1970-01-01T00:00:00Z'");
    }

    /** "Any cell at 3.550 V and more, clear below 3.500 V". */
    static final String CELL_HIGH = "'point':'CELL_VOLTAGE','condition':'high','raise':3.55,'clear':3.5";

    private RuleText() {}

    static AlarmRule rule(String fields) {
        return new AlarmRuleJson(CATALOGUE).read(json(fields).getBytes(StandardCharsets.UTF_8));
    }

    static String json(String fields) {
        StringBuilder json = new StringBuilder("{").append(fields);
        DEFAULTS.forEach((name, value) -> {
            String field = "'" + name + "':"; // an id is also a field of a scope
            if (name.equals("id") ? !fields.startsWith(field) : !fields.contains(field)) {
                json.append(",'").append(name).append("':").append(value);
            }
        });
        return json.append('}').toString().replace('\'', '"');
    }
}
