package io.busbar.alarm;

import io.busbar.alarm.Gate.Fold;
import io.busbar.alarm.Release.Comparison;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rules as JSON, the form in which people and programs write them: limits as decimal numbers in the unit of their point, delays in seconds.
 * Reading is strict, for a misspelt field would be a rule that does not raise. Immutable, may be shared freely.
 */
public final class AlarmRuleJson {

    private static final RulePoint UNREADABLE = RulePoint.of(Role.SOC);

    private final Catalogue catalogue;

    public AlarmRuleJson(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Reads one rule. Without {@code deviceTypes} it is for every type that has its point, which then must be a role.
     *
     * @throws InvalidRuleException listing every problem, each with its field and what is allowed
     * @throws IllegalArgumentException when it is not JSON
     */
    public AlarmRule read(byte[] json) {
        return rule(JsonTree.read("alarm rule", json), "alarm rule");
    }

    /** Reads a list of rules; the same exceptions. */
    public List<AlarmRule> readList(byte[] json) {
        if (!(JsonTree.read("alarm rules", json) instanceof List<?> items)) {
            throw new IllegalArgumentException("alarm rules are to be a list");
        }
        List<AlarmRule> rules = new ArrayList<>();
        for (Object item : items) {
            rules.add(rule(item, "alarm rule " + rules.size()));
        }
        return List.copyOf(rules);
    }

    /** One rule, with every field that it has. */
    public byte[] write(AlarmRule rule) {
        return AlarmRuleWriter.write(rule);
    }

    private AlarmRule rule(@Nullable Object document, String what) {
        List<JsonFault> problems = new ArrayList<>();
        JsonFields fields = JsonFields.of(document, "", problems);
        String id = fields.text("id", "unreadable");
        RuleKind kind = fields.word("kind", RuleKind.class, RuleKind.SILENCE);
        RulePoint point = point(fields, kind == RuleKind.SILENCE);
        List<Integer> types = fields.has("deviceTypes") ? fields.integers("deviceTypes") : everyType(fields, point);
        String unit = fields.optionalText("unit");
        List<Gate> gates = new ArrayList<>();
        fields.objects("gates").forEach(gate -> addGate(gates, gate, types, problems));
        List<Release> releases = new ArrayList<>();
        fields.objects("release").forEach(release -> addRelease(releases, release, types));
        String name = fields.text("name", "unreadable");
        Integer bit = fields.optionalInteger("bit");
        Condition condition = fields.optionalWord("condition", Condition.class);
        Limit raise = limit(fields, "raise", point, types, unit);
        Limit clear = limit(fields, "clear", point, types, unit);
        long onDelay = fields.secondsAsMillis("onDelaySeconds");
        long offDelay = fields.secondsAsMillis("offDelaySeconds");
        int minSamples = fields.has("minSamples") ? fields.integer("minSamples", 1) : 1;
        Severity severity = fields.constant("severity", Severity.class, Severity.INFO);
        RuleScope scope = scope(fields.object("scope"), problems);
        String replaces = fields.optionalText("replaces");
        boolean enabled = fields.flag("enabled");
        int version = fields.integer("version", 1);
        long from = fields.instantMillis("effectiveFrom");
        fields.rejectOthers();
        if (!problems.isEmpty()) {
            throw new InvalidRuleException(what, problems);
        }
        return RuleCheck.require(
                new AlarmRule(
                        id,
                        name,
                        kind,
                        types,
                        point,
                        bit,
                        condition,
                        raise,
                        clear,
                        onDelay,
                        offDelay,
                        minSamples,
                        severity,
                        gates,
                        releases,
                        scope,
                        replaces,
                        enabled,
                        version,
                        from),
                catalogue);
    }

    private List<Integer> everyType(JsonFields fields, @Nullable RulePoint point) {
        if (point == null || point.role() == null) {
            fields.wrong("deviceTypes", null, "codes of device types; may be missing when the point is a role");
            return List.of();
        }
        return catalogue.deviceTypes().stream()
                .filter(type -> point.on(type, catalogue) != null)
                .map(DeviceType::code)
                .toList();
    }

    private static @Nullable RulePoint point(JsonFields fields, boolean optional) {
        Object value = fields.raw("point");
        if (value == null && optional) {
            return null;
        }
        try {
            if (value instanceof String name) {
                return RulePoint.of(Role.valueOf(name));
            }
            if (value instanceof BigDecimal id && id.signum() > 0) {
                return RulePoint.of(id.intValueExact());
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // told below
        }
        List<Role> roles = new ArrayList<>();
        for (Role role : Role.values()) {
            if (role.single() || role.numbered()) {
                roles.add(role);
            }
        }
        fields.wrong("point", value, "the id of a point as a number, or a role of " + roles);
        return UNREADABLE;
    }

    private @Nullable Limit limit(
            JsonFields fields, String name, @Nullable RulePoint point, List<Integer> types, @Nullable String unit) {
        BigDecimal value = fields.optionalDecimal(name);
        if (value == null || point == null) {
            return null;
        }
        MeasuringPoint known = first(point, types);
        try {
            if (unit != null && unit.equals(Limit.CAPACITY)) {
                return Limit.of(value, Limit.CAPACITY_SCALE, unit);
            }
            String own = known == null ? "" : known.unit();
            return Limit.of(value, known == null ? MeasuringPoint.MAX_SCALE : known.scale(), unit == null ? own : unit);
        } catch (IllegalArgumentException e) {
            fields.wrong(name, value, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable MeasuringPoint first(RulePoint point, List<Integer> types) {
        for (int code : types) {
            DeviceType type = catalogue.deviceType(code);
            MeasuringPoint known = type == null ? null : RuleCheck.near(point, type, catalogue);
            if (known != null) {
                return known;
            }
        }
        return null;
    }

    private void addGate(List<Gate> gates, JsonFields fields, List<Integer> types, List<JsonFault> problems) {
        RulePoint point = point(fields, false);
        Fold fold = fields.has("fold") ? fields.word("fold", Fold.class, Fold.ALL) : Fold.ALL;
        String unit = fields.optionalText("unit");
        Limit min = limit(fields, "min", point, types, unit);
        Limit max = limit(fields, "max", point, types, unit);
        fields.rejectOthers();
        try {
            gates.add(new Gate(point == null ? UNREADABLE : point, fold, min, max));
        } catch (IllegalArgumentException e) {
            problems.add(new JsonFault(fields.path(), "is a " + e.getMessage()));
        }
    }

    private void addRelease(List<Release> releases, JsonFields fields, List<Integer> types) {
        RulePoint point = point(fields, false);
        String sign = fields.text("op", "<");
        Comparison op = Comparison.ofSign(sign);
        Limit value = limit(fields, "value", point, types, fields.optionalText("unit"));
        fields.rejectOthers();
        if (op == null) {
            fields.wrong("op", sign, "one of [<, <=, >, >=]");
        } else if (value == null) {
            fields.wrong("value", null, "a number");
        } else {
            releases.add(new Release(point == null ? UNREADABLE : point, op, value));
        }
    }

    private static RuleScope scope(JsonFields fields, List<JsonFault> problems) {
        RuleScope.Level level = fields.word("level", RuleScope.Level.class, RuleScope.Level.EVERYWHERE);
        String id = fields.optionalText("id");
        String organization = fields.optionalText("organization");
        fields.rejectOthers();
        try {
            return new RuleScope(level, id == null ? "" : id, organization == null ? "" : organization);
        } catch (IllegalArgumentException e) {
            problems.add(new JsonFault(fields.path(), String.valueOf(e.getMessage())));
            return RuleScope.EVERYWHERE;
        }
    }
}
