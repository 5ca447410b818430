package io.busbar.alarm;

import io.busbar.fleet.SerialNumber;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One version of a rule, as people write it: when an alarm is raised and when it clears. What its fields must be among themselves is checked
 * here, what they must be on the device types they name by {@link RuleCheck}. docs/alarm-rules.md describes the JSON form. Immutable.
 *
 * @param id the same for all versions, allowed as for a serial number
 * @param deviceTypes codes of the catalogue, ascending; the rule is for devices of these types
 * @param point null for silence only
 * @param bit of an alarm bit: its place in the value, 0 the lowest; null when every value but 0 is the alarm
 * @param condition of threshold and rate, otherwise null
 * @param raise of threshold and rate, per minute for rate; otherwise null
 * @param clear beyond raise on the good side, so that a value at the limit does not flap
 * @param onDelayMillis in event time from the first sample where the condition holds to the one that raises
 * @param offDelayMillis likewise from the first sample that clears
 * @param minSamples in a row for which the condition must hold, the first included; for silence the number of upload intervals without a frame
 * @param releases each is a way to clear of its own
 * @param replaces id of the rule that does not look where this one is for, whether this one is enabled or not; null for none
 * @param version counts from 1 with every change; of the versions that are in effect at a sample's time the highest looks
 * @param effectiveFromMillis event time, inclusive, UTC; 1970 to 2200
 */
public record AlarmRule(
        String id,
        String name,
        RuleKind kind,
        List<Integer> deviceTypes,
        @Nullable RulePoint point,
        @Nullable Integer bit,
        @Nullable Condition condition,
        @Nullable Limit raise,
        @Nullable Limit clear,
        long onDelayMillis,
        long offDelayMillis,
        int minSamples,
        Severity severity,
        List<Gate> gates,
        List<Release> releases,
        RuleScope scope,
        @Nullable String replaces,
        boolean enabled,
        int version,
        long effectiveFromMillis) {

    public static final int MAX_NAME_CHARS = 128;
    public static final int MAX_SAMPLES = 10_000;
    public static final long MAX_DELAY_MILLIS = 30L * 24 * 3600 * 1000;
    public static final int MAX_GATES = 8;
    public static final int MAX_BIT = 63;

    /** What databases and calendars can be asked for. */
    private static final Instant LAST_EFFECTIVE_FROM = Instant.parse("2200-01-01T00:00:00Z");

    /** @throws IllegalArgumentException listing every problem */
    public AlarmRule {
        deviceTypes = List.copyOf(new TreeSet<>(deviceTypes));
        gates = List.copyOf(gates);
        releases = List.copyOf(releases);
        List<JsonFault> problems = new ArrayList<>();
        if (!SerialNumber.isValid(id)) {
            problems.add(new JsonFault("/id", "is '" + id + "', allowed: " + SerialNumber.ALLOWED));
        }
        if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
            problems.add(new JsonFault(
                    "/name",
                    "is of " + name.length() + " characters, allowed: 1 to " + MAX_NAME_CHARS + ", not only blanks"));
        }
        if (deviceTypes.isEmpty()) {
            problems.add(new JsonFault("/deviceTypes", "is empty, at least one is needed"));
        }
        within(problems, "onDelaySeconds", onDelayMillis, 0, MAX_DELAY_MILLIS, 1000);
        within(problems, "offDelaySeconds", offDelayMillis, 0, MAX_DELAY_MILLIS, 1000);
        within(problems, "minSamples", minSamples, 1, MAX_SAMPLES, 1);
        within(problems, "gates", gates.size(), 0, MAX_GATES, 1);
        within(problems, "release", releases.size(), 0, MAX_GATES, 1);
        within(problems, "version", version, 1, Integer.MAX_VALUE, 1);
        if (effectiveFromMillis < 0 || effectiveFromMillis > LAST_EFFECTIVE_FROM.toEpochMilli()) {
            problems.add(new JsonFault(
                    "/effectiveFrom",
                    "is " + Instant.ofEpochMilli(effectiveFromMillis) + ", allowed: " + Instant.EPOCH + " to "
                            + LAST_EFFECTIVE_FROM));
        }
        boolean silence = kind == RuleKind.SILENCE;
        boolean limits = kind == RuleKind.THRESHOLD || kind == RuleKind.RATE;
        present(problems, kind, "point", point, !silence);
        present(problems, kind, "condition", condition, limits);
        present(problems, kind, "raise", raise, limits);
        present(problems, kind, "clear", clear, limits);
        if (bit != null) {
            present(problems, kind, "bit", bit, kind == RuleKind.BIT);
            within(problems, "bit", bit, 0, MAX_BIT, 1);
        }
        if (kind == RuleKind.BIT && point != null && point.numbered()) {
            problems.add(new JsonFault("/point", "is " + point + ", several values: a bit is looked for in one"));
        }
        if (silence && !(gates.isEmpty() && releases.isEmpty() && offDelayMillis == 0)) {
            problems.add(new JsonFault(
                    "/kind", "is silence: no gates, no release and no offDelaySeconds, it clears with the next frame"));
        }
        if (replaces != null && (!SerialNumber.isValid(replaces) || replaces.equals(id))) {
            problems.add(new JsonFault("/replaces", "is '" + replaces + "', allowed: the id of another rule"));
        }
        hysteresis(problems, condition, raise, clear);
        if (!problems.isEmpty()) {
            throw new InvalidRuleException("alarm rule '" + id + "'", problems);
        }
    }

    /** The same rule for other devices. */
    public AlarmRule forScope(RuleScope other) {
        return with(other, deviceTypes);
    }

    /** The same rule for devices of some types. */
    public AlarmRule forTypes(List<Integer> codes) {
        return with(scope, codes);
    }

    /** The version that ends it: disabled, and in the place of no other. */
    public AlarmRule over(long fromMillis) {
        return new AlarmRule(
                id,
                name,
                kind,
                deviceTypes,
                point,
                bit,
                condition,
                raise,
                clear,
                onDelayMillis,
                offDelayMillis,
                minSamples,
                severity,
                gates,
                releases,
                scope,
                null,
                false,
                version + 1,
                fromMillis);
    }

    private AlarmRule with(RuleScope other, List<Integer> codes) {
        return new AlarmRule(
                id,
                name,
                kind,
                codes,
                point,
                bit,
                condition,
                raise,
                clear,
                onDelayMillis,
                offDelayMillis,
                minSamples,
                severity,
                gates,
                releases,
                other,
                replaces,
                enabled,
                version,
                effectiveFromMillis);
    }

    private static void hysteresis(
            List<JsonFault> problems, @Nullable Condition condition, @Nullable Limit raise, @Nullable Limit clear) {
        if (condition == null || raise == null || clear == null) {
            return;
        }
        if (!raise.unit().equals(clear.unit()) || raise.scale() != clear.scale()) {
            problems.add(new JsonFault(
                    "/clear", "is in '" + clear.unit() + "' and raise in '" + raise.unit() + "', allowed: one unit"));
        } else if (condition == Condition.HIGH ? clear.scaled() >= raise.scaled() : clear.scaled() <= raise.scaled()) {
            problems.add(new JsonFault(
                    "/clear",
                    "is " + clear.value() + ", allowed for condition "
                            + (condition == Condition.HIGH ? "high: below" : "low: above") + " raise="
                            + raise.value()));
        }
    }

    private static void within(List<JsonFault> problems, String field, long value, long min, long max, int divisor) {
        if (value < min || value > max) {
            BigDecimal told = BigDecimal.valueOf(value).divide(BigDecimal.valueOf(divisor));
            problems.add(
                    new JsonFault("/" + field, "is " + told + ", allowed: " + min / divisor + " to " + max / divisor));
        }
    }

    private static void present(
            List<JsonFault> problems, RuleKind kind, String field, @Nullable Object value, boolean wanted) {
        if ((value != null) != wanted) {
            problems.add(new JsonFault(
                    "/" + field, (wanted ? "is missing" : "is not allowed") + " for kind=" + JsonWords.of(kind)));
        }
    }
}
