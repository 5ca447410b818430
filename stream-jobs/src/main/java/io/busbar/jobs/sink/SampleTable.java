package io.busbar.jobs.sink;

import java.util.List;

/**
 * A table that batches are written to: its columns in the order in which rows are encoded, its key, and when a row that is there gives
 * way. A write into it has the same effect however often, and in whatever order, it happens. Immutable.
 */
enum SampleTable {
    PACK_SAMPLE(
            "pack_sample",
            "pack_id, time",
            "excluded.precedence > old.precedence",
            "pack_id, time, received_at, precedence, flags, cell_mv, cell_quality, temp_cc, diff_mv, max_mv, min_mv, max_cell, min_cell, cells_used, cells_expected"),
    BMS_SAMPLE(
            "bms_sample",
            "bms_id, time",
            "excluded.precedence > old.precedence",
            "bms_id, time, received_at, precedence, flags, quality, voltage_mv, current_ma, soc_millipercent, soh_millipercent, remaining_wh, diff_max_mv, diff_max_pack_id, span_mv"),
    POINT_SAMPLE(
            "point_sample",
            "device_id, point_id, time",
            "excluded.precedence > old.precedence",
            "device_id, point_id, time, precedence, value, quality"),
    POINT_TEXT(
            "point_text",
            "device_id, point_id, time",
            "excluded.precedence > old.precedence",
            "device_id, point_id, time, precedence, value"),
    POINT_QUARANTINE(
            "point_quarantine",
            "device_id, point_id, time",
            "excluded.precedence > old.precedence",
            "device_id, point_id, time, precedence, unscaled, scale, text"),
    LATEST(
            "latest",
            "device_id, point_id",
            "(excluded.time, excluded.precedence) > (old.time, old.precedence)",
            "device_id, point_id, time, received_at, precedence, value, text, quality"),
    LATEST_PACK(
            "latest_pack",
            "pack_id",
            "(excluded.time, excluded.precedence) > (old.time, old.precedence)",
            "pack_id, time, received_at, precedence, cell_mv, cell_quality, temp_cc"),
    ROW_REJECTION(
            "row_rejection",
            "kafka_partition, kafka_offset, device_sn",
            "false",
            "kafka_partition, kafka_offset, device_sn, logger_sn, observed_at, reason, detail");

    private final String table;
    private final String key;
    private final String replacesWhen;
    private final String columns;
    private final int columnCount;

    SampleTable(String table, String key, String replacesWhen, String columns) {
        this.table = table;
        this.key = key;
        this.replacesWhen = replacesWhen;
        this.columns = columns;
        this.columnCount = columns.split(", ").length;
    }

    int columnCount() {
        return columnCount;
    }

    /** Whether rows are expected to be there already, so that trying a direct COPY first would be wasted. */
    boolean replacesByNature() {
        return this == LATEST || this == LATEST_PACK || this == ROW_REJECTION;
    }

    String copyInto() {
        return copy(table);
    }

    /** Makes the staging table of the session, which empties itself at the end of each transaction. */
    String createStaging() {
        return "CREATE TEMP TABLE IF NOT EXISTS " + staging() + " ON COMMIT DELETE ROWS AS SELECT " + columns + " FROM "
                + table + " WITH NO DATA";
    }

    String copyIntoStaging() {
        return copy(staging());
    }

    /** Moves the staged rows; each is new, or replaces a row that gives way, or is dropped. */
    String mergeStaging() {
        List<String> keyColumns = List.of(key.split(", "));
        StringBuilder assignments = new StringBuilder();
        for (String column : columns.split(", ")) {
            if (!keyColumns.contains(column)) {
                assignments
                        .append(assignments.isEmpty() ? "" : ", ")
                        .append(column)
                        .append(" = excluded.")
                        .append(column);
            }
        }
        return "INSERT INTO " + table + " AS old (" + columns + ") SELECT " + columns + " FROM " + staging()
                + " ORDER BY " + key + " ON CONFLICT (" + key + ") DO UPDATE SET " + assignments + " WHERE "
                + replacesWhen;
    }

    private String copy(String into) {
        return "COPY " + into + " (" + columns + ") FROM STDIN (FORMAT binary)";
    }

    private String staging() {
        return "staging_" + table;
    }
}
