package io.busbar.query.access.group;

import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.group.Relation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that can be reckoned from some points: functions whose inputs are all known, and what linear algebra says of sums and, by
 * logarithms, of products, until nothing new comes of it. Several equations together may give a point that none of them gives alone. Confined to
 * one thread.
 */
final class Closure {

    private final List<Relation> relations;
    private final Set<MeasuringPoint> known;
    private final Map<MeasuringPoint, Set<MeasuringPoint>> reckoned = new LinkedHashMap<>();

    private Closure(List<Relation> relations, Collection<MeasuringPoint> known) {
        this.relations = relations;
        this.known = new HashSet<>(known);
    }

    /** What is not among the known points and can be reckoned, each with what it can be reckoned from at the last step. */
    static Map<MeasuringPoint, Set<MeasuringPoint>> of(List<Relation> relations, Collection<MeasuringPoint> known) {
        Closure closure = new Closure(relations, known);
        int before;
        do {
            before = closure.reckoned.size();
            closure.applyFunctions();
            closure.solve(Kind.SUM);
            closure.solve(Kind.PRODUCT);
        } while (closure.reckoned.size() > before);
        return closure.reckoned;
    }

    private void applyFunctions() {
        for (Relation relation : relations) {
            if (relation.kind() == Kind.FUNCTION
                    && known.containsAll(relation.terms().keySet())) {
                found(relation.result(), relation.terms().keySet());
            }
        }
    }

    /** Brings the unknowns of all equations of a kind into reduced row echelon form: a row with one unknown left gives it. */
    private void solve(Kind kind) {
        List<Row> rows = new ArrayList<>();
        for (Relation relation : relations) {
            if (relation.kind() == kind && !known.containsAll(relation.terms().keySet())) {
                rows.add(Row.of(relation, known));
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            Row pivot = rows.get(i);
            if (!pivot.unknowns.isEmpty()) {
                MeasuringPoint column = pivot.unknowns.keySet().iterator().next();
                for (int j = 0; j < rows.size(); j++) {
                    if (j != i) {
                        rows.get(j).eliminate(column, pivot);
                    }
                }
            }
        }
        for (Row row : rows) {
            if (row.unknowns.size() == 1) {
                found(row.unknowns.keySet().iterator().next(), row.knowns);
            }
        }
    }

    private void found(MeasuringPoint point, Set<MeasuringPoint> from) {
        if (known.add(point)) {
            reckoned.put(point, new LinkedHashSet<>(from));
        }
    }

    /** An equation: the coefficients of what is unknown, and what known points it needs. */
    private static final class Row {
        private final Map<MeasuringPoint, Long> unknowns = new LinkedHashMap<>();
        private final Set<MeasuringPoint> knowns = new LinkedHashSet<>();

        static Row of(Relation relation, Set<MeasuringPoint> known) {
            Row row = new Row();
            relation.terms().forEach((point, coefficient) -> {
                if (known.contains(point)) {
                    row.knowns.add(point);
                } else {
                    row.unknowns.put(point, (long) coefficient);
                }
            });
            return row;
        }

        /** Subtracts what takes the column away; stays in integers by multiplying across. */
        void eliminate(MeasuringPoint column, Row pivot) {
            Long own = unknowns.get(column);
            Long other = pivot.unknowns.get(column);
            if (own == null || other == null) {
                return;
            }
            Set<MeasuringPoint> columns = new LinkedHashSet<>(unknowns.keySet());
            columns.addAll(pivot.unknowns.keySet());
            for (MeasuringPoint each : columns) {
                long value = unknowns.getOrDefault(each, 0L) * other - pivot.unknowns.getOrDefault(each, 0L) * own;
                if (value == 0) {
                    unknowns.remove(each);
                } else {
                    unknowns.put(each, value);
                }
            }
            knowns.addAll(pivot.knowns);
        }
    }
}
