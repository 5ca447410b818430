package io.busbar.jobs.sink;

import java.util.List;

/**
 * A table that batches are written to: its columns in the order in which rows are encoded, and its key. Of rows with the same key the one
 * of the greatest precedence stays; so a write has the same effect however often, and in whatever order, it happens. Immutable.
 */
enum SampleTable {
    PACK_SAMPLE(
            "pack_sample",
            "pack_id, time",
            "pack_id, time, received_at, precedence, flags, cells, cell_quality, temperatures, diff_mv, max_mv, min_mv, max_cell, min_cell, cells_used, cells_expected"),
    BMS_SAMPLE(
            "bms_sample",
            "bms_id, time",
            "bms_id, time, received_at, precedence, flags, quality, voltage_mv, current_ma, soc_millipercent, soh_millipercent, remaining_wh, diff_max_mv, diff_max_pack_id, span_mv"),
    POINT_SAMPLE("point_sample", "device_id, time", "device_id, time, precedence, point_id, value, quality"),
    POINT_TEXT("point_text", "device_id, point_id, time", "device_id, point_id, time, precedence, value"),
    POINT_QUARANTINE(
            "point_quarantine",
            "device_id, point_id, time",
            "device_id, point_id, time, precedence, unscaled, scale, text"),
    /** Has no precedence: the first rejection of a frame's device says all there is to say. */
    ROW_REJECTION(
            "row_rejection",
            "kafka_partition, kafka_offset, device_sn",
            "kafka_partition, kafka_offset, device_sn, logger_sn, observed_at, reason, detail");

    private final String table;
    private final String key;
    private final String columns;
    private final int columnCount;

    SampleTable(String table, String key, String columns) {
        this.table = table;
        this.key = key;
        this.columns = columns;
        this.columnCount = columns.split(", ").length;
    }

    int columnCount() {
        return columnCount;
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

    /** Moves the staged rows, of a key the winner; it is new, or replaces a row that gives way, or is dropped. */
    String mergeStaging() {
        boolean ranks = this != ROW_REJECTION;
        return "INSERT INTO " + table + " AS old (" + columns + ") SELECT DISTINCT ON (" + key + ") " + columns
                + " FROM " + staging() + " ORDER BY " + key + (ranks ? ", precedence DESC" : "") + " ON CONFLICT ("
                + key + ") DO " + (ranks ? "UPDATE SET " + assignments() : "NOTHING");
    }

    /** Of the staged rows of a device's cells or of a BMS, after the merge, those that another row stands for: device, time in ms, precedence. */
    String selectOutranked() {
        String device = key.substring(0, key.indexOf(','));
        return "SELECT s." + device + ", (extract(epoch FROM s.time) * 1000)::bigint, s.precedence FROM " + staging()
                + " s JOIN " + table + " t USING (" + key + ") WHERE t.precedence > s.precedence";
    }

    private String assignments() {
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
        return assignments + " WHERE excluded.precedence > old.precedence";
    }

    private String copy(String into) {
        return "COPY " + into + " (" + columns + ") FROM STDIN (FORMAT binary)";
    }

    private String staging() {
        return "staging_" + table;
    }
}
