package io.busbar.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Median, least and greatest of one figure over the pairs of a run. Immutable. */
record Spread(double median, double min, double max, int pairs) {

    /** Of what the figure of each is times that of its pair. */
    static <T> Spread ofRatios(List<T> measured, List<T> others, ToDoubleFunction<T> figure) {
        return of(
                IntStream.range(0, measured.size()).boxed().toList(),
                pair -> figure.applyAsDouble(measured.get(pair)) / figure.applyAsDouble(others.get(pair)));
    }

    static <T> Spread of(List<T> measured, ToDoubleFunction<T> figure) {
        double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing measured: pairs=0, allowed: from 1");
        }
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }
}
