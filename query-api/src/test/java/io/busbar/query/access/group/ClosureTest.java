package io.busbar.query.access.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.group.Relation.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be reckoned, against an oracle that counts ranks. */
final class ClosureTest {

    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final DeviceType TYPE = Objects.requireNonNull(CATALOGUE.deviceType(1));

    /** Stand-ins: what they mean is nothing here. */
    private static final List<MeasuringPoint> POINTS = CATALOGUE.points(TYPE).subList(0, 8);

    private static final int CASES = Integer.getInteger("busbar.closure.cases", 300);

    static List<Long> seeds() {
        String given = System.getProperty("busbar.seed");
        if (given != null) {
            return List.of(Long.valueOf(given));
        }
        long first = System.nanoTime();
        return new Random(first).longs(CASES).boxed().toList();
    }

    @ParameterizedTest(name = "-Dbusbar.seed={0}")
    @MethodSource("seeds")
    void findsWhatLinearAlgebraFindsAndNothingElse(long seed) {
        Random random = new Random(seed);
        List<Relation> relations = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            relations.add(equation(random));
        }
        List<MeasuringPoint> known = new ArrayList<>(POINTS);
        Collections.shuffle(known, random);
        known = known.subList(0, random.nextInt(POINTS.size()));
        Set<MeasuringPoint> determined = new HashSet<>();
        for (MeasuringPoint point : POINTS) {
            if (!known.contains(point) && isDetermined(relations, known, point)) {
                determined.add(point);
            }
        }
        Map<MeasuringPoint, Set<MeasuringPoint>> reckoned = Closure.of(relations, known);
        assertThat(reckoned.keySet()).isEqualTo(determined);
        for (Set<MeasuringPoint> from : reckoned.values()) {
            Set<MeasuringPoint> available = new HashSet<>(known);
            available.addAll(reckoned.keySet());
            assertThat(available).containsAll(from);
        }
    }

    @Test
    void goesOnFromWhatItHasReckoned() {
        MeasuringPoint a = POINTS.get(0);
        MeasuringPoint b = POINTS.get(1);
        MeasuringPoint c = POINTS.get(2);
        MeasuringPoint d = POINTS.get(3);
        MeasuringPoint e = POINTS.get(4);
        List<Relation> relations = List.of(
                Relation.function(e, List.of(d)), Relation.of(Kind.PRODUCT, d, c, b), Relation.of(Kind.SUM, c, a, b));
        assertThat(Closure.of(relations, List.of(a, b)).keySet()).containsExactlyInAnyOrder(c, d, e);
        assertThat(Closure.of(relations, List.of(e, a))).isEmpty();
    }

    private static Relation equation(Random random) {
        Map<MeasuringPoint, Integer> terms = new LinkedHashMap<>();
        while (terms.size() < 2) {
            for (MeasuringPoint point : POINTS) {
                if (random.nextInt(3) == 0) {
                    terms.put(point, random.nextBoolean() ? 1 : -1);
                }
            }
        }
        return new Relation(Kind.SUM, terms, terms.keySet().iterator().next());
    }

    /** Taking away the column of a determined unknown lowers the rank. */
    private static boolean isDetermined(List<Relation> relations, List<MeasuringPoint> known, MeasuringPoint point) {
        List<MeasuringPoint> unknown =
                POINTS.stream().filter(each -> !known.contains(each)).toList();
        List<MeasuringPoint> others =
                unknown.stream().filter(each -> !each.equals(point)).toList();
        return rank(relations, unknown) == rank(relations, others) + 1;
    }

    private static int rank(List<Relation> relations, List<MeasuringPoint> columns) {
        double[][] matrix = new double[relations.size()][columns.size()];
        for (int row = 0; row < relations.size(); row++) {
            for (int column = 0; column < columns.size(); column++) {
                matrix[row][column] = relations.get(row).terms().getOrDefault(columns.get(column), 0);
            }
        }
        int rank = 0;
        for (int column = 0; column < columns.size() && rank < matrix.length; column++) {
            int best = rank;
            for (int row = rank; row < matrix.length; row++) {
                best = Math.abs(matrix[row][column]) > Math.abs(matrix[best][column]) ? row : best;
            }
            if (Math.abs(matrix[best][column]) < 1e-9) {
                continue;
            }
            double[] pivot = matrix[best];
            matrix[best] = matrix[rank];
            matrix[rank] = pivot;
            for (int row = rank + 1; row < matrix.length; row++) {
                double factor = matrix[row][column] / pivot[column];
                for (int each = column; each < columns.size(); each++) {
                    matrix[row][each] -= factor * pivot[each];
                }
            }
            rank++;
        }
        return rank;
    }
}
