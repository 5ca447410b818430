package io.busbar.query.series;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.Column.Store;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which columns a device is answered with: those that are named, else those that are visible and have data in the range. Confined to one transaction. */
final class ColumnChoice {

    private final Columns columns;
    private final SeriesRequest request;

    /** Whether frozen data counts: not for answers that cannot show it. */
    private final boolean withFrozen;

    ColumnChoice(Columns columns, SeriesRequest request) {
        this.columns = columns;
        this.request = request;
        Bucket bucket = request.bucket();
        this.withFrozen = bucket == null ? !names(Store.TEXT) : bucket.servedByFrozen();
    }

    /** @throws Refusal when no device has a point that is named; equal for points that are hidden and points that do not exist */
    void requireKnown() {
        List<Refusal.Fault> faults = new ArrayList<>();
        for (PointChoice choice : request.points()) {
            boolean isKnown = request.devices().isEmpty()
                    || request.devices().stream().anyMatch(device -> columns.knows(device, choice.word()));
            if (!isKnown) {
                String where = request.devices().size() == 1 ? "this device" : "any of these devices";
                faults.add(new Refusal.Fault(
                        choice.pointer(),
                        "no point '" + choice.word() + "' on " + where
                                + "; GET /api/v1/measuring-points lists those that there are"));
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
    }

    /** Whether something of the kind is asked for by name: texts have no buckets, energy has nothing else. */
    boolean names(Store store) {
        return request.points().stream().anyMatch(choice -> request.devices().stream()
                .anyMatch(device -> columns.named(device, choice.word(), 0, 0).stream()
                        .anyMatch(column -> column.store() == store)));
    }

    /** Without aggregates where none is named. */
    List<Column> of(VisibleDevice device, DeviceHistory history) throws SQLException {
        int cells = asks(Columns.CELLS) ? history.longest(Store.CELL, withFrozen) : 0;
        int temperatures = asks(Columns.TEMPERATURES) ? history.longest(Store.TEMPERATURE, withFrozen) : 0;
        if (!request.asksEverything()) {
            Set<Column> named = new LinkedHashSet<>();
            for (PointChoice choice : request.points()) {
                columns.named(device, choice.word(), cells, temperatures)
                        .forEach(column -> named.add(column.with(request.aggregate(choice))));
            }
            return withoutEmptyTail(history, List.copyOf(named));
        }
        List<Column> candidates = new ArrayList<>(history.withData(columns.scalars(device), withFrozen));
        candidates.addAll(columns.temperatures(device, temperatures));
        candidates.addAll(columns.cells(device, cells));
        return withoutEmptyTail(history, candidates);
    }

    /**
     * The same as rows or buckets have them.
     *
     * @throws Refusal when a text is to be put into buckets, energy is asked for without, or an aggregate is none of a point's
     */
    List<Column> answered(List<Column> chosen, Bucket bucket) {
        List<Column> answered = new ArrayList<>();
        for (Column column : chosen) {
            if (bucket == Bucket.RAW) {
                require(column.store() != Store.ENERGY, column, "is made by bucket: ask bucket=5m or wider");
                answered.add(column.with(null));
            } else if (!column.text()) {
                Aggregate aggregate = aggregate(column);
                require(
                        (aggregate == Aggregate.SUM) == (column.store() == Store.ENERGY),
                        column,
                        aggregate == Aggregate.SUM ? "cannot be summed up: ask min, max, mean or last" : "is a sum");
                answered.add(column.with(aggregate));
            } else {
                require(request.asksEverything(), column, "is a text and has no buckets: ask bucket=raw");
            }
        }
        return List.copyOf(answered);
    }

    private Aggregate aggregate(Column column) {
        @Nullable Aggregate named = column.aggregate() == null ? request.aggregate() : column.aggregate();
        return Objects.requireNonNullElse(named, column.usual());
    }

    private void require(boolean holds, Column column, String problem) {
        if (!holds) {
            String pointer = request.points().stream()
                    .filter(choice -> choice.word().equals(String.valueOf(column.point())))
                    .map(PointChoice::pointer)
                    .findFirst()
                    .orElse(request.points().get(0).pointer());
            throw Refusal.invalid(pointer, column.name() + ' ' + problem);
        }
    }

    /** The highest visible cell with a value ends the cells: how many hidden ones follow must not show. */
    private List<Column> withoutEmptyTail(DeviceHistory history, List<Column> given) throws SQLException {
        List<Column> kept = new ArrayList<>(given);
        for (Store store : List.of(Store.CELL, Store.TEMPERATURE)) {
            if (!asks(store == Store.CELL ? Columns.CELLS : Columns.TEMPERATURES)) {
                continue;
            }
            List<Column> numbered =
                    given.stream().filter(column -> column.store() == store).toList();
            for (int i = numbered.size() - 1;
                    i >= 0
                            && history.withData(List.of(numbered.get(i)), withFrozen)
                                    .isEmpty();
                    i--) {
                kept.remove(numbered.get(i));
            }
        }
        return kept;
    }

    private boolean asks(String word) {
        return request.asksEverything() || request.names(word);
    }
}
