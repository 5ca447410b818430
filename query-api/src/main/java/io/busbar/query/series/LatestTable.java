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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table of latest readings, read. Stateless. */
final class LatestTable {

    private LatestTable() {}

    /** Of one device; empty when it has no row. */
    static LatestRecord read(Connection connection, int deviceKey) throws SQLException {
        List<Reading> readings = Sql.of("SELECT * FROM latest_reading WHERE device_id = ? ORDER BY point_id", deviceKey)
                .list(connection, LatestTable::reading);
        Cells cells = Sql.of("SELECT * FROM latest_pack WHERE pack_id = ?", deviceKey)
                .first(connection, LatestTable::cells)
                .orElse(null);
        return new LatestRecord(readings, cells);
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
