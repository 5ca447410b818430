package io.busbar.standalone.database.retention;

import io.busbar.query.series.Freezer;
import io.busbar.standalone.database.StorageTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A table whose rows may be removed when they are old. Immutable. */
public enum RetainedTable {
    PACK_SAMPLE(StorageTable.PACK_SAMPLE),
    BMS_SAMPLE(StorageTable.BMS_SAMPLE),
    POINT_SAMPLE(StorageTable.POINT_SAMPLE),
    POINT_TEXT(StorageTable.POINT_TEXT),
    POINT_QUARANTINE(StorageTable.POINT_QUARANTINE),
    FROZEN_BUCKET("frozen_bucket", "device_id", "device_id, time, series", "until");

    private final String tableName;
    private final String deviceColumn;
    private final String key;
    private final String version;

    RetainedTable(StorageTable table) {
        this(table.tableName(), table.series().get(0), String.join(", ", table.series()) + ", time", "precedence");
    }

    RetainedTable(String tableName, String deviceColumn, String key, String version) {
        this.tableName = tableName;
        this.deviceColumn = deviceColumn;
        this.key = key;
        this.version = version;
    }

    public static Optional<RetainedTable> ofName(String name) {
        return Arrays.stream(values())
                .filter(table -> table.tableName.equals(name))
                .findFirst();
    }

    /** The tables that hold what was received, not what was made of it. */
    public static List<RetainedTable> raw() {
        return Arrays.stream(values()).filter(table -> table != FROZEN_BUCKET).toList();
    }

    public String tableName() {
        return tableName;
    }

    boolean isFrozenFirst() {
        return Freezer.freezes(tableName);
    }

    /** Of the primary key, in its order. */
    String key() {
        return key;
    }

    /**
     * A FROM clause: the rows, as {@code s}, of a range that is asked for as {@code time >= ? AND time < ?}. By device, because the primary
     * key begins with it and no index begins with the time.
     */
    String rowsByDevice() {
        return rowsByDevice(tableName);
    }

    /** The same for people: through a view with as many rows where the table is not made for them. */
    String readableByDevice() {
        return rowsByDevice(this == PACK_SAMPLE ? "pack_reading" : tableName);
    }

    private String rowsByDevice(String from) {
        return "device d JOIN " + from + " s ON s." + deviceColumn + " = d.id AND s.time >= ? AND s.time < ?";
    }

    /** Removes the rows of a range. */
    String delete() {
        return "DELETE FROM " + tableName + " s USING device d WHERE s." + deviceColumn
                + " = d.id AND s.time >= ? AND s.time < ?";
    }

    /** When the first row at or after a moment was observed. */
    String firstFrom() {
        return "SELECT min(first.time) FROM device d CROSS JOIN LATERAL (SELECT min(time) AS time FROM " + tableName
                + " s WHERE s." + deviceColumn + " = d.id AND s.time >= ?) first";
    }

    /** Two aggregates: how many rows, and a number that changes with any row that is added, replaced or removed. */
    String fingerprint() {
        String columns = "s." + String.join(", s.", key.split(", ")) + ", s." + version;
        return "count(*) AS rows, coalesce(bit_xor(hash_record_extended(ROW(" + columns + "), 0)), 0) AS fingerprint";
    }
}
