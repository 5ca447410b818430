package io.busbar.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.ToDoubleFunction;

/**
 * What one figure is to reach. Immutable.
 *
 * @param figure its name, as the file has it
 * @param value of a file of figures; NaN when that was not measured
 * @param isLeast whether more is better
 */
record Goal(String figure, ToDoubleFunction<JsonNode> value, boolean isLeast, double bound) {

    /** So many times the peer's, at least. */
    static Goal ratio(String name, double least) {
        return new Goal(name, figures -> median(figures, name), true, least);
    }

    /** So many times what it takes without, at most. */
    static Goal ratioAtMost(String name, double most) {
        return new Goal(name, figures -> median(figures, name), false, most);
    }

    static Goal metricAtLeast(String name, double least) {
        return new Goal(name, figures -> metric(figures, name), true, least);
    }

    static Goal metricAtMost(String name, double most) {
        return new Goal(name, figures -> metric(figures, name), false, most);
    }

    /** So many times another metric of the same run, at most. */
    static Goal timesAtMost(String name, String other, double most) {
        return new Goal(name + " ÷ " + other, figures -> metric(figures, name) / metric(figures, other), false, most);
    }

    /** As people write it. */
    String words() {
        return (isLeast ? "≥ " : "≤ ") + Report.number(bound);
    }

    /** Whether it is met, missed, or not known. */
    String verdict(JsonNode figures) {
        double measured = value.applyAsDouble(figures);
        if (Double.isNaN(measured)) {
            return "not measured";
        }
        boolean isMet = isLeast ? measured >= bound : measured <= bound;
        return isMet ? "met" : "**missed**";
    }

    private static double median(JsonNode figures, String ratio) {
        return number(figures.at("/ratios/" + ratio + "/median"));
    }

    private static double metric(JsonNode figures, String name) {
        return number(figures.at("/metrics/" + name));
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }
}
