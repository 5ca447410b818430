package io.busbar.alarm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition for a rule to look at a sample at all: a spread of cells means something only inside a voltage band and near rest. While a gate
 * is closed nothing is raised, and what is raised is held. Both bounds are inclusive. Immutable.
 *
 * @param point of the device itself or, when its frame has no such value, of the BMS that it is part of
 * @param min null for no lower bound; one of both is there
 * @param max null for no upper bound
 */
public record Gate(RulePoint point, Fold fold, @Nullable Limit min, @Nullable Limit max) {

    /** How the values of the point become one answer. In JSON in small letters. Immutable. */
    public enum Fold {
        /** Every cell or probe is inside the bounds; a single value is. */
        ALL,
        /** At least one cell or probe is inside the bounds. */
        ANY,
        /** The magnitude of a single value is, whatever its sign. */
        ABS,
        /** The highest cell or probe is. */
        MAX,
        /** The lowest cell or probe is. */
        MIN
    }

    public Gate {
        List<String> problems = new ArrayList<>();
        if (min == null && max == null) {
            problems.add("has neither min nor max, at least one is needed");
        }
        if (min != null && max != null && !min.unit().equals(max.unit())) {
            problems.add("min in '" + min.unit() + "' and max in '" + max.unit() + "', allowed: one unit");
        } else if (min != null && max != null && min.scaled() > max.scaled()) {
            problems.add("min=" + min.value() + " above max=" + max.value());
        }
        if (fold == Fold.ABS && point.numbered()) {
            problems.add("fold=abs of several values, allowed: all, any, max, min");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("gate on " + point + " " + String.join("; ", problems));
        }
    }
}
