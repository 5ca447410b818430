package io.busbar.jobs.sink;

import io.busbar.frame.Precedence;
import io.busbar.jobs.database.CopyBuffer;
import io.busbar.jobs.sink.LatestBook.Page;
import io.busbar.measure.Quality;
import io.busbar.topic.LatestRecord;
import io.busbar.topic.LatestRecord.Cells;
import io.busbar.topic.LatestRecord.Origin;
import io.busbar.topic.LatestRecord.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code latest}: a row per device, replaced as a whole by whoever knows the version that is there. Confined to one thread. */
final class LatestTable {

    private static final String COLUMNS = "device_id, version, time, received_at, precedence, older_time,"
            + " older_received_at, older_precedence, point_id, point_older, value, text, quality, pack_older, cell_mv,"
            + " cell_quality, temp_cc";
    private static final int COLUMN_COUNT = COLUMNS.split(", ?").length;

    private static final String STAGING =
            "CREATE TEMP TABLE IF NOT EXISTS staging_latest ON COMMIT DELETE ROWS AS SELECT " + COLUMNS
                    + " FROM latest WITH NO DATA";

    private static final String COPY = "COPY staging_latest (" + COLUMNS + ") FROM STDIN (FORMAT binary)";

    /** In order of device, so that two writers never wait for each other. */
    private static final String REPLACE = "INSERT INTO latest AS old (" + COLUMNS + ") SELECT " + COLUMNS
            + " FROM staging_latest ORDER BY device_id ON CONFLICT (device_id) DO UPDATE SET"
            + " (" + COLUMNS.replace("device_id, ", "") + ") = (excluded."
            + COLUMNS.replace("device_id, ", "").replaceAll(", ?", ", excluded.") + ")"
            + " WHERE old.version = excluded.version - 1 RETURNING device_id";

    private final CopyBuffer rows = new CopyBuffer();

    /** A row as it was read. */
    record Stored(LatestRecord record, long version) {

        static final Stored NONE = new Stored(LatestRecord.EMPTY, 0);
    }

    /** The rows of these devices, by id. The version is read first: when the row changes meanwhile, it is too old for a replacement. */
    static Map<Integer, Stored> read(Connection open, List<Page> pages) throws SQLException {
        Object[] ids = pages.stream().map(Page::deviceId).toArray();
        Map<Integer, Long> versions = new HashMap<>();
        query(open, "SELECT device_id, version FROM latest WHERE device_id = ANY (?)", ids, row -> {
            versions.put(row.getInt("device_id"), row.getLong("version"));
        });
        Map<Integer, List<Reading>> readings = new HashMap<>();
        query(
                open,
                "SELECT * FROM latest_reading WHERE device_id = ANY (?) ORDER BY device_id, point_id",
                ids,
                row -> readings.computeIfAbsent(row.getInt("device_id"), id -> new ArrayList<>())
                        .add(reading(row)));
        Map<Integer, Cells> cells = new HashMap<>();
        query(open, "SELECT * FROM latest_pack WHERE pack_id = ANY (?)", ids, row -> {
            cells.put(row.getInt("pack_id"), cells(row));
        });
        Map<Integer, Stored> stored = new HashMap<>();
        versions.forEach((id, version) -> {
            LatestRecord record = new LatestRecord(readings.getOrDefault(id, List.of()), cells.get(id));
            stored.put(id, new Stored(record, version));
        });
        return stored;
    }

    /** Replaces the rows of these devices by their next version; returns whose row was the version that the page contains, or not there. */
    Set<Integer> write(Connection open, List<Page> pages) throws SQLException {
        rows.clear();
        pages.forEach(this::encode);
        Set<Integer> written = new HashSet<>();
        try (Statement statement = open.createStatement()) {
            statement.execute(STAGING);
            rows.copy(open, COPY);
            try (ResultSet row = statement.executeQuery(REPLACE)) {
                while (row.next()) {
                    written.add(row.getInt(1));
                }
            }
        }
        return written;
    }

    private void encode(Page page) {
        LatestRecord record = page.record();
        List<Reading> readings = record.readings();
        List<Origin> origins = record.origins();
        CopyBuffer row = rows.row(COLUMN_COUNT).int4(page.deviceId()).int8(page.version() + 1);
        encodeOrigins(origins, row);
        row.arrayOf(CopyBuffer.INT4, readings, reading -> row.int4(reading.pointId()));
        if (origins.size() == 1) {
            row.none();
        } else {
            row.arrayOf(CopyBuffer.INT2, readings, reading -> row.int2(origins.indexOf(reading.origin())));
        }
        encodeValues(readings, row);
        Cells cells = record.cells();
        if (cells == null) {
            row.none().none().none().none();
        } else {
            row.int2(origins.indexOf(cells.origin()))
                    .int2Array(cells.millivolts(), Cells.NO_READING)
                    .int2ArrayOrNull(cells.quality())
                    .int2Array(cells.centiCelsius(), Cells.NO_READING);
        }
    }

    private static void encodeOrigins(List<Origin> origins, CopyBuffer row) {
        Origin newest = origins.get(0);
        row.timestamp(newest.observedAtMillis())
                .timestamp(newest.receivedAtMillis())
                .uuid(newest.precedence().high(), newest.precedence().low());
        if (origins.size() == 1) {
            row.none().none().none();
            return;
        }
        List<Origin> older = origins.subList(1, origins.size());
        row.arrayOf(CopyBuffer.TIMESTAMPTZ, older, origin -> row.timestamp(origin.observedAtMillis()));
        row.arrayOf(CopyBuffer.TIMESTAMPTZ, older, origin -> row.timestamp(origin.receivedAtMillis()));
        row.arrayOf(
                CopyBuffer.UUID,
                older,
                origin ->
                        row.uuid(origin.precedence().high(), origin.precedence().low()));
    }

    private static void encodeValues(List<Reading> readings, CopyBuffer row) {
        boolean hasTexts = false;
        int quality = Quality.GOOD;
        for (Reading reading : readings) {
            hasTexts |= reading.text() != null;
            quality |= reading.quality();
        }
        row.arrayOf(CopyBuffer.INT8, readings, reading -> {
            if (reading.text() == null) {
                row.int8(reading.value());
            } else {
                row.none();
            }
        });
        if (hasTexts) {
            row.arrayOf(CopyBuffer.TEXT, readings, reading -> row.textOrNull(reading.text()));
        } else {
            row.none();
        }
        if (quality == Quality.GOOD) {
            row.none();
        } else {
            row.arrayOf(CopyBuffer.INT2, readings, reading -> row.int2(reading.quality()));
        }
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
        short[] quality = shorts(row, "cell_quality");
        byte[] bits = new byte[quality.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) quality[i];
        }
        return new Cells(origin(row), shorts(row, "cell_mv"), bits, shorts(row, "temp_cc"));
    }

    private static Origin origin(ResultSet row) throws SQLException {
        UUID precedence = row.getObject("precedence", UUID.class);
        return new Origin(
                row.getTimestamp("time").getTime(),
                row.getTimestamp("received_at").getTime(),
                new Precedence(precedence.getMostSignificantBits(), precedence.getLeastSignificantBits()));
    }

    /** Empty for null. */
    private static short[] shorts(ResultSet row, String column) throws SQLException {
        java.sql.Array array = row.getArray(column);
        @Nullable Short[] values = array == null ? new @Nullable Short[0] : (@Nullable Short[]) array.getArray();
        short[] shorts = new short[values.length];
        for (int i = 0; i < shorts.length; i++) {
            Short value = values[i];
            shorts[i] = value == null ? Cells.NO_READING : value;
        }
        return shorts;
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void query(Connection open, String sql, Object[] ids, RowReader reader) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(sql)) {
            select.setArray(1, open.createArrayOf("int4", ids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }
}
