package io.busbar.query.series;

import io.busbar.measure.DeviceType;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.Column.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a device begin: those before the horizon of their table are removed, or about to be. {@link Instant#MIN} where nothing
 * ever was. Immutable.
 */
record Horizons(Instant frames, Instant numbers, Instant texts) {

    /** As the transaction sees them. */
    static Horizons read(Connection connection, DeviceType type) throws SQLException {
        Map<String, Instant> horizons = new HashMap<>();
        Sql.of("SELECT table_name, horizon FROM storage_retention WHERE horizon IS NOT NULL")
                .list(
                        connection,
                        row -> horizons.put(
                                row.getString(1), Objects.requireNonNull(Sql.instant(row, "horizon"), "horizon")));
        String frames = FrameTable.of(type).tableName();
        return new Horizons(
                horizons.getOrDefault(frames, Instant.MIN),
                horizons.getOrDefault(FrameTable.POINT_SAMPLE.tableName(), Instant.MIN),
                horizons.getOrDefault("point_text", Instant.MIN));
    }

    Instant of(Store store) {
        return switch (store) {
            case FRAME, CELL, TEMPERATURE, ENERGY -> frames;
            case NUMBER -> numbers;
            case TEXT -> texts;
        };
    }

    /** The part of a range that rows are left of; empty, its end before its beginning, when there is none. */
    Interval cut(Interval range, Store store) {
        Instant horizon = of(store);
        return range.from().isBefore(horizon) ? new Interval(horizon, range.to()) : range;
    }

    /** From when on there are rows of all the columns (of everything, when there are none): null when that is before the moment. */
    @Nullable
    Instant rowsFrom(Collection<Column> columns, Instant moment) {
        List<Store> stores = columns.isEmpty()
                ? List.of(Store.values())
                : columns.stream().map(Column::store).toList();
        return stores.stream()
                .map(this::of)
                .max(Instant::compareTo)
                .filter(moment::isBefore)
                .orElse(null);
    }
}
