package io.busbar.query.access.group;

import io.busbar.measure.MeasuringPoint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the values of some points have to do with one another at one moment. Immutable.
 *
 * @param kind how they are tied
 * @param terms coefficient by point: of an equation that sums up to 0, or exponents of a product that is 1; of a function its inputs
 * @param result of a function; of an equation any of its points
 */
record Relation(Kind kind, Map<MeasuringPoint, Integer> terms, MeasuringPoint result) {

    /** How points are tied. Immutable. */
    enum Kind {
        /** Each is known when all others are: a sum of multiples is 0. */
        SUM,
        /** Each is known when all others are: a product of powers is 1. */
        PRODUCT,
        /** The result is known when all others are, and nothing follows from the result. */
        FUNCTION
    }

    Relation {
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }

    static Relation function(MeasuringPoint result, Iterable<MeasuringPoint> inputs) {
        Map<MeasuringPoint, Integer> terms = new LinkedHashMap<>();
        inputs.forEach(input -> terms.put(input, 1));
        return new Relation(Kind.FUNCTION, terms, result);
    }

    /** {@code whole} = {@code first} + {@code second}, or {@code first} times {@code second}. */
    static Relation of(Kind kind, MeasuringPoint whole, MeasuringPoint first, MeasuringPoint second) {
        Map<MeasuringPoint, Integer> terms = new LinkedHashMap<>();
        terms.put(whole, 1);
        terms.put(first, -1);
        terms.put(second, -1);
        return new Relation(kind, terms, whole);
    }

    Set<MeasuringPoint> points() {
        Set<MeasuringPoint> points = new LinkedHashSet<>(terms.keySet());
        points.add(result);
        return points;
    }
}
