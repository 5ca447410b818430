package io.busbar.query.series;

import io.busbar.query.access.VisibleDevice;
import java.util.List;

/** A device of an answer in the making, what there is of it, and the columns it is answered with. Immutable but for its transaction. */
record DeviceColumns(VisibleDevice device, DeviceHistory history, List<Column> columns) {

    DeviceColumns with(List<Column> others) {
        return new DeviceColumns(device, history, others);
    }
}
