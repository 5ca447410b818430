package io.busbar.jobs.rollup;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.rollup.BucketLevel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table {@code dirty_bucket}: what is left to compute when the job ends without having done it. Stateless. */
final class DirtyTable {

    /** Any number, the same for everybody who computes buckets. */
    private static final int LOCK = 0x62756b74;

    /**
     * Devices share locks: a server has room for some thousands of them, of all sessions together, and a transaction may be about any number of devices.
     * A power of two.
     */
    private static final int LOCKS = 256;

    private static final String LOCK_DEVICES =
            "SELECT pg_advisory_xact_lock(" + LOCK + ", place) FROM unnest(?::integer[]) AS l (place)";
    private static final String INSERT = "INSERT INTO dirty_bucket (device_id, level, bucket, interval_seconds, zone)"
            + " SELECT device_id, level, to_timestamp(bucket / 1000.0), interval_seconds, zone"
            + " FROM unnest(?::integer[], ?::text[], ?::bigint[], ?::integer[], ?::text[])"
            + " AS n (device_id, level, bucket, interval_seconds, zone) ON CONFLICT DO NOTHING";
    private static final String SELECT = "SELECT b.device_id, d.type, b.level,"
            + " (extract(epoch FROM b.bucket) * 1000)::bigint AS bucket, b.interval_seconds, b.zone"
            + " FROM dirty_bucket b JOIN device d ON d.id = b.device_id WHERE mod(b.device_id, ?) = ?";

    private static final String HORIZONS = "SELECT table_name, (extract(epoch FROM horizon) * 1000)::bigint AS horizon"
            + " FROM storage_retention WHERE horizon IS NOT NULL";

    /** Of samples that do not claim a time that is yet to come. */
    private static final String NEWEST = "SELECT id, (extract(epoch FROM newest) * 1000)::bigint FROM ("
            + "SELECT id, greatest("
            + "(SELECT time FROM bms_sample WHERE bms_id = id AND flags & 2 = 0 ORDER BY time DESC LIMIT 1),"
            + " (SELECT time FROM pack_sample WHERE pack_id = id AND flags & 2 = 0 ORDER BY time DESC LIMIT 1)) AS newest"
            + " FROM unnest(?::integer[]) AS d (id)) n WHERE newest IS NOT NULL";

    private DirtyTable() {}

    /** A bucket to insert. Immutable. */
    record Row(DirtyBucket bucket, int intervalSeconds, String zone) {}

    interface RowReader {
        void row(int typeCode, Row row);
    }

    /**
     * Waits until nobody else computes or notes buckets of these devices; until the end of the transaction nobody else does. What a statement
     * after this one reads was committed by all who came before.
     */
    static void lock(Connection open, Collection<Integer> deviceIds) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(LOCK_DEVICES)) {
            // in order, so that two who want the same devices never wait for each other
            Object[] places = deviceIds.stream()
                    .map(id -> id & (LOCKS - 1))
                    .distinct()
                    .sorted()
                    .toArray();
            select.setArray(1, open.createArrayOf("int4", places));
            select.execute();
        }
    }

    static void insert(Connection open, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = open.prepareStatement(INSERT)) {
            setKeys(open, insert, rows.stream().map(Row::bucket).toList());
            insert.setArray(4, array(open, "int4", rows, Row::intervalSeconds));
            insert.setArray(5, array(open, "text", rows, Row::zone));
            insert.executeUpdate();
        }
    }

    static void delete(Connection open, List<DirtyBucket> buckets) throws SQLException {
        delete(open, "dirty_bucket", "device_id", buckets);
    }

    /**
     * Deletes buckets from any table that has them by level and start.
     *
     * @param device the column that names the device
     */
    static void delete(Connection open, String table, String device, List<DirtyBucket> buckets) throws SQLException {
        if (buckets.isEmpty()) {
            return;
        }
        String sql = "DELETE FROM " + table
                + " t USING unnest(?::integer[], ?::text[], ?::bigint[]) AS n (device_id, level, bucket) WHERE t."
                + device
                + " = n.device_id AND t.level = n.level AND t.bucket = to_timestamp(n.bucket / 1000.0)";
        try (PreparedStatement delete = open.prepareStatement(sql)) {
            setKeys(open, delete, buckets);
            delete.executeUpdate();
        }
    }

    /** What earlier runs have left, a part of it. */
    static void read(Connection open, Share share, RowReader reader) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(SELECT)) {
            select.setInt(1, share.writers());
            select.setInt(2, share.rest());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    DirtyBucket bucket = new DirtyBucket(
                            row.getInt("device_id"), BucketLevel.ofWord(row.getString("level")), row.getLong("bucket"));
                    reader.row(
                            row.getInt("type"), new Row(bucket, row.getInt("interval_seconds"), row.getString("zone")));
                }
            }
        }
    }

    /** By device: when its newest sample was observed. */
    static Map<Integer, Long> newestSamples(Connection open, Collection<Integer> deviceIds) throws SQLException {
        Map<Integer, Long> newest = new HashMap<>();
        if (deviceIds.isEmpty()) {
            return newest;
        }
        try (PreparedStatement select = open.prepareStatement(NEWEST)) {
            select.setArray(1, open.createArrayOf("int4", deviceIds.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    newest.put(row.getInt(1), row.getLong(2));
                }
            }
        }
        return newest;
    }

    /** By table of samples: from when on its rows are kept. */
    static Map<String, Long> horizons(Connection open) throws SQLException {
        Map<String, Long> horizons = new HashMap<>();
        try (PreparedStatement select = open.prepareStatement(HORIZONS);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                horizons.put(row.getString("table_name"), row.getLong("horizon"));
            }
        }
        return horizons;
    }

    private static void setKeys(Connection open, PreparedStatement statement, List<DirtyBucket> buckets)
            throws SQLException {
        statement.setArray(1, array(open, "int4", buckets, DirtyBucket::deviceId));
        statement.setArray(
                2, array(open, "text", buckets, bucket -> bucket.level().word()));
        statement.setArray(3, array(open, "int8", buckets, DirtyBucket::startMillis));
    }
}
