package io.busbar.query.series;

import io.busbar.query.series.Column.Store;
import io.busbar.rollup.Cadence;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which columns of a device are answered from roll-ups, where these are exact, and which are folded from samples and frozen buckets. Immutable.
 *
 * @param rolled places of the first among the columns
 * @param folded places of the others
 */
@SuppressWarnings("ArrayRecordComponent") // made for one device of one answer
record ColumnSplit(List<Column> all, int[] rolled, int[] folded) {

    /** Values of which some rows are removed are all folded: only frozen buckets say what held when the rows begin. */
    static ColumnSplit of(DeviceColumns device, SeriesRequest request) {
        List<Column> all = device.columns();
        long gapCapMillis = Cadence.ofSeconds(device.device().place().uploadIntervalSeconds())
                .gapCapMillis();
        boolean isRemoved = device.history().isRemovedAt(request.from().minusMillis(gapCapMillis));
        int[] rolled = IntStream.range(0, all.size())
                .filter(i -> isRolled(all.get(i), isRemoved))
                .toArray();
        int[] folded = IntStream.range(0, all.size())
                .filter(i -> !isRolled(all.get(i), isRemoved))
                .toArray();
        return new ColumnSplit(all, rolled, folded);
    }

    List<Column> columns(int[] places) {
        return IntStream.of(places).mapToObj(all::get).toList();
    }

    private static boolean isRolled(Column column, boolean isRemoved) {
        return column.store() == Store.ENERGY || (!isRemoved && RolledValue.of(column) != null);
    }
}
