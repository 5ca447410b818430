package io.busbar.alarm;

import io.busbar.measure.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the evidence of a transition out of an observation. Stateless. */
final class EvidenceOf {

    private EvidenceOf() {}

    static Evidence value(ReadyRule rule, long value, Observation seen) {
        String unit = rule.rate ? rule.unit + "/min" : rule.unit;
        return of(value, rule.scale, unit, rule.reader.number(seen), beyond(rule, seen), seen);
    }

    static Evidence withoutValue(Observation seen) {
        return of(null, 0, "", 0, List.of(), seen);
    }

    private static Evidence of(
            @Nullable Long value, int scale, String unit, int cell, List<Integer> beyond, Observation seen) {
        return new Evidence(
                value,
                scale,
                unit,
                cell,
                beyond,
                known(seen.highestCellMillivolts()),
                known(seen.highestCell() == 0 ? Observation.NO_VALUE : seen.highestCell()),
                known(seen.lowestCellMillivolts()),
                known(seen.lowestCell() == 0 ? Observation.NO_VALUE : seen.lowestCell()),
                near(seen, Role.SOC),
                near(seen, Role.CURRENT),
                hottest(seen));
    }

    private static List<Integer> beyond(ReadyRule rule, Observation seen) {
        boolean cells = rule.reader.ofCells();
        if (rule.rate || !(cells || rule.reader.ofProbes())) {
            return List.of();
        }
        List<Integer> beyond = new ArrayList<>();
        for (int number = 1; number <= (cells ? seen.cellCount() : seen.probeCount()); number++) {
            long value = cells ? seen.cellMillivolts(number) : seen.probeCentiCelsius(number);
            if (value != Observation.NO_VALUE && rule.raises(value, seen)) {
                beyond.add(number);
            }
        }
        return beyond;
    }

    /** Of a BMS what it says itself. */
    private static @Nullable Integer hottest(Observation seen) {
        long hottest = seen.hottestCentiCelsius();
        return known(hottest == Observation.NO_VALUE ? seen.slot(PointSlots.ofRole(Role.MAX_TEMPERATURE)) : hottest);
    }

    private static @Nullable Integer near(Observation seen, Role role) {
        long own = seen.slot(PointSlots.ofRole(role));
        Observation parent = seen.parent();
        return known(own == Observation.NO_VALUE && parent != null ? parent.slot(PointSlots.ofRole(role)) : own);
    }

    private static @Nullable Integer known(long value) {
        return value == Observation.NO_VALUE ? null : Integer.valueOf((int) value);
    }
}
