package io.busbar.standalone.database;

import java.util.List;

/**
 * A table of samples: what a storage profile turns into a hypertable. The primary key of each is its series and the time, in this order.
 * Immutable.
 */
public enum StorageTable {
    PACK_SAMPLE(
            "pack_sample",
            "cardinality(array_remove(smallints(cells), NULL)) + cardinality(array_remove(smallints(temperatures), NULL))"
                    + " + num_nonnulls(diff_mv, max_mv, min_mv, max_cell, min_cell, cells_used, cells_expected)",
            "pack_id"),
    BMS_SAMPLE(
            "bms_sample",
            "num_nonnulls(voltage_mv, current_ma, soc_millipercent, soh_millipercent, remaining_wh, diff_max_mv,"
                    + " diff_max_pack_id, span_mv)",
            "bms_id"),
    POINT_SAMPLE("point_sample", "cardinality(point_id)", "device_id"),
    POINT_TEXT("point_text", "1", "device_id", "point_id"),
    POINT_QUARANTINE("point_quarantine", "1", "device_id", "point_id");

    private final String tableName;
    private final String valuesOfRow;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> series;

    StorageTable(String tableName, String valuesOfRow, String... series) {
        this.tableName = tableName;
        this.valuesOfRow = valuesOfRow;
        this.series = List.of(series);
    }

    public String tableName() {
        return tableName;
    }

    /** An SQL expression: how many values a row holds. Cells and temperatures without a reading are none. */
    String valuesOfRow() {
        return valuesOfRow;
    }

    /** The columns that name one series of samples; the first one is the device. */
    public List<String> series() {
        return series;
    }
}
