package io.busbar.query.series;

import io.busbar.query.series.Column.Store;
import java.sql.SQLException;
import java.util.List;

/**
 * Chooses how wide rows are when nobody says: rows as they were received while they are few, else the narrowest buckets within the budget.
 * Stateless.
 */
public final class AutoBucket {

    /** Rows of a device: with more than this buckets are taken, and the narrowest that give no more than this many. */
    public static final int MAX_ROWS = 2_000;

    /** Values of all devices and columns together. */
    public static final long MAX_VALUES = 1_000_000;

    /** Of more devices rows are not counted, and buckets taken at once. */
    public static final int MAX_COUNTED_DEVICES = 50;

    private AutoBucket() {}

    /** Rows and narrow buckets only where nothing of the range is left in frozen buckets alone. */
    static Bucket choose(SeriesRequest request, ColumnChoice choice, List<DeviceColumns> devices) throws SQLException {
        if (choice.names(Store.TEXT)) {
            return Bucket.RAW;
        }
        boolean frozen = false;
        long columns = 0;
        for (DeviceColumns device : devices) {
            frozen |= device.history().hasFrozen(device.columns());
            columns += device.columns().size();
        }
        if (!frozen && !choice.names(Store.ENERGY) && areFewRows(devices)) {
            return Bucket.RAW;
        }
        for (Bucket bucket : List.of(frozen ? Bucket.QUARTER_HOUR : Bucket.FIVE_MINUTES, Bucket.ONE_HOUR)) {
            long rows = request.rangeMillis() / bucket.nominalMillis();
            if (rows <= MAX_ROWS && rows * columns <= MAX_VALUES) {
                return bucket;
            }
        }
        return Bucket.ONE_DAY;
    }

    private static boolean areFewRows(List<DeviceColumns> devices) throws SQLException {
        if (devices.size() > MAX_COUNTED_DEVICES) {
            return false;
        }
        long values = 0;
        for (DeviceColumns device : devices) {
            int rows = device.columns().isEmpty() ? 0 : device.history().countRows(device.columns(), MAX_ROWS + 1);
            values += (long) rows * device.columns().size();
            if (rows > MAX_ROWS || values > MAX_VALUES) {
                return false;
            }
        }
        return true;
    }
}
