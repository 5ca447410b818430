package io.busbar.query.series;

import io.busbar.frame.Precedence;
import io.busbar.query.access.Sql;
import io.busbar.topic.LatestRecord;
import io.busbar.topic.LatestRecord.Cells;
import io.busbar.topic.LatestRecord.Origin;
import io.busbar.topic.LatestRecord.Reading;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of latest readings, read. Stateless. */
final class LatestTable {

    private LatestTable() {}

    /** By surrogate id of the device; empty for one that has no row. */
    static Map<Integer, LatestRecord> read(Connection connection, List<Integer> deviceKeys) throws SQLException {
        Integer[] keys = deviceKeys.toArray(Integer[]::new);
        Map<Integer, List<Reading>> readings = new HashMap<>();
        Sql.of("SELECT * FROM latest_reading WHERE device_id = ANY(?) ORDER BY device_id, point_id", (Object) keys)
                .list(connection, row -> readings.computeIfAbsent(row.getInt("device_id"), first -> new ArrayList<>())
                        .add(reading(row)));
        Map<Integer, Cells> cells = new HashMap<>();
        Sql.of("SELECT * FROM latest_pack WHERE pack_id = ANY(?)", (Object) keys)
                .list(connection, row -> cells.put(row.getInt("pack_id"), cells(row)));
        return deviceKeys.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        key -> new LatestRecord(readings.getOrDefault(key, List.of()), cells.get(key))));
    }

    private static Reading reading(ResultSet row) throws SQLException {
        return new Reading(
                row.getInt("point_id"),
                origin(row),
                row.getLong("value"),
                row.getString("text"),
                row.getInt("quality"));
    }

    private static Cells cells(ResultSet row) throws SQLException {
        short[] quality = shorts(row.getArray("cell_quality"));
        byte[] bits = new byte[quality.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) quality[i];
        }
        return new Cells(origin(row), shorts(row.getArray("cell_mv")), bits, shorts(row.getArray("temp_cc")));
    }

    private static Origin origin(ResultSet row) throws SQLException {
        UUID precedence = row.getObject("precedence", UUID.class);
        return new Origin(
                row.getTimestamp("time").getTime(),
                row.getTimestamp("received_at").getTime(),
                new Precedence(precedence.getMostSignificantBits(), precedence.getLeastSignificantBits()));
    }

    private static short[] shorts(@Nullable Array array) throws SQLException {
        if (array == null) {
            return new short[0];
        }
        @Nullable Short[] values = (@Nullable Short[]) array.getArray();
        short[] shorts = new short[values.length];
        for (int i = 0; i < shorts.length; i++) {
            Short value = values[i];
            shorts[i] = value == null ? Cells.NO_READING : value;
        }
        return shorts;
    }
}
