package io.busbar.query.series;

import io.busbar.query.series.Column.Store;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which columns an answer has: those that are named, else those that are visible and have data in the range. Confined to one transaction. */
final class ColumnChoice {

    private final Columns columns;
    private final DeviceHistory history;
    private final SeriesRequest request;

    /** Whether frozen data counts: not for answers that cannot show it. */
    private final boolean withFrozen;

    ColumnChoice(Columns columns, DeviceHistory history, SeriesRequest request) {
        this.columns = columns;
        this.history = history;
        this.request = request;
        Bucket bucket = request.bucket();
        this.withFrozen = bucket == null ? !namesText() : bucket.servedByFrozen();
    }

    /** Whether a text is asked for by name: texts have no buckets. */
    boolean namesText() {
        return !request.points().isEmpty()
                && columns.named(request.device(), request.points(), 0, 0).stream()
                        .anyMatch(Column::text);
    }

    List<Column> columns() throws SQLException {
        boolean all = request.points().isEmpty();
        int cells = asks(Columns.CELLS) ? history.longest(Store.CELL, withFrozen) : 0;
        int temperatures = asks(Columns.TEMPERATURES) ? history.longest(Store.TEMPERATURE, withFrozen) : 0;
        if (!all) {
            return withoutEmptyTail(columns.named(request.device(), request.points(), cells, temperatures));
        }
        List<Column> candidates = new ArrayList<>(history.withData(columns.scalars(request.device()), withFrozen));
        candidates.addAll(columns.temperatures(request.device(), temperatures));
        candidates.addAll(columns.cells(request.device(), cells));
        return withoutEmptyTail(candidates);
    }

    /** The highest visible cell with a value ends the cells: how many hidden ones follow must not show. */
    private List<Column> withoutEmptyTail(List<Column> given) throws SQLException {
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
        return request.points().isEmpty() || request.points().contains(word);
    }
}
