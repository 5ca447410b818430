package io.busbar.query.alarms;

import io.busbar.alarm.Observation;
import io.busbar.alarm.family.Said;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stored row of a pack or BMS, with the points beside it. Immutable as long as nobody writes to the arrays. */
@SuppressWarnings("ArrayRecordComponent") // made for one moment
record StoredSaid(
        String serialNumber,
        int typeCode,
        @Nullable Cells cells,
        @Nullable Integer @Nullable [] hot,
        int[] pointIds,
        long[] pointValues,
        @Nullable Short @Nullable [] pointQuality)
        implements Said {

    /** The roles of {@link #hot}, and the columns that hold them. */
    private static final Role[] HOT = {
        Role.VOLTAGE,
        Role.CURRENT,
        Role.SOC,
        Role.SOH,
        Role.REMAINING_ENERGY,
        Role.LARGEST_DIFFERENTIAL,
        Role.SERIES_SPAN
    };

    static final String[] HOT_COLUMNS = {
        "voltage_mv", "current_ma", "soc_millipercent", "soh_millipercent", "remaining_wh", "diff_max_mv", "span_mv"
    };

    private static final int[] NO_IDS = new int[0];
    private static final long[] NO_VALUES = new long[0];

    /** Cells and probes of a pack. */
    record Cells(short[] millivolts, byte @Nullable [] quality, short[] centiCelsius, int expected) {}

    static StoredSaid of(ResultSet row) throws SQLException {
        boolean isPack = row.getBoolean("is_pack");
        Cells cells = isPack
                ? new Cells(
                        shorts(row.getBytes("cells")),
                        row.getBytes("cell_quality"),
                        shorts(row.getBytes("temperatures")),
                        row.getInt("cells_expected"))
                : null;
        Array ids = row.getArray("point_id");
        Array quality = row.getArray("point_quality");
        return new StoredSaid(
                row.getString("serial_number"),
                row.getInt("type"),
                cells,
                isPack ? null : hot(row),
                ids == null
                        ? NO_IDS
                        : Arrays.stream((Integer[]) ids.getArray())
                                .mapToInt(Integer::intValue)
                                .toArray(),
                ids == null
                        ? NO_VALUES
                        : Arrays.stream((Long[]) row.getArray("point_value").getArray())
                                .mapToLong(Long::longValue)
                                .toArray(),
                quality == null ? null : (Short[]) quality.getArray());
    }

    @Override
    public boolean isOfBms() {
        return hot != null;
    }

    @Override
    public void tell(Observation seen) {
        if (cells != null) {
            seen.cells(cells.millivolts(), cells.quality(), cells.expected());
            seen.temperatures(cells.centiCelsius());
        }
        if (hot != null) {
            for (int i = 0; i < HOT.length; i++) {
                Integer value = hot[i];
                if (value != null) {
                    seen.value(HOT[i], value);
                }
            }
        }
        for (int i = 0; i < pointIds.length; i++) {
            Short quality = pointQuality == null ? null : pointQuality[i];
            seen.value(
                    pointIds[i],
                    pointValues[i],
                    quality == null ? Quality.GOOD : Byte.toUnsignedInt(quality.byteValue()));
        }
    }

    @Override
    public long value(int pointId) {
        int place = Arrays.binarySearch(pointIds, pointId);
        return place < 0 ? Observation.NO_VALUE : pointValues[place];
    }

    private static @Nullable Integer[] hot(ResultSet row) throws SQLException {
        @Nullable Integer[] hot = new @Nullable Integer[HOT_COLUMNS.length];
        for (int i = 0; i < hot.length; i++) {
            hot[i] = row.getObject(HOT_COLUMNS[i], Integer.class);
        }
        return hot;
    }

    private static short[] shorts(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new short[0];
        }
        short[] values = new short[bytes.length / Short.BYTES];
        ByteBuffer.wrap(bytes).asShortBuffer().get(values);
        return values;
    }
}
