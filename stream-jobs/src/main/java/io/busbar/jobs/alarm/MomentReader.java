package io.busbar.jobs.alarm;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.alarm.family.Departures;
import io.busbar.alarm.family.Moment;
import io.busbar.alarm.family.Site;
import io.busbar.jobs.database.SqlTimes;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is stored of families as moments, a slice at a time: of each device the next so many rows. Rows that claim a time which was yet to
 * come when they were received are left out: they advance nothing. Stateless.
 */
final class MomentReader {

    private static final byte[] ALL_GOOD = new byte[0];

    private static final String AHEAD_BIT = "2";

    private static final String BOUND = "SELECT n.place, b.device_id, d.serial_number, d.type,"
            + " CASE WHEN b.valid_from = '-infinity' THEN NULL ELSE (extract(epoch FROM b.valid_from) * 1000)::bigint END AS bound_ms,";

    /** Who is part of the family {@code n.root_id}, at what times. */
    static final String BINDINGS_OF_FAMILY =
            " JOIN device_binding b ON b.parent_id = n.root_id OR (b.device_id = n.root_id AND b.parent_id IS NULL)";

    private static final String MEMBERS = BINDINGS_OF_FAMILY + " JOIN device d ON d.id = b.device_id";
    private static final String BINDINGS = BOUND
            + " CASE WHEN b.valid_to = 'infinity' THEN NULL ELSE (extract(epoch FROM b.valid_to) * 1000)::bigint END AS left_ms,"
            + " b.logger_sn FROM unnest(?::integer[]) WITH ORDINALITY AS n (root_id, place)" + MEMBERS;

    /** Where the loggers that spoke for the family were, in the order of time; who is nowhere is still where it was last. */
    private static final String SITES = "SELECT n.place, ceil(extract(epoch FROM"
            + " nullif(greatest(b.valid_from, lp.valid_from), '-infinity')) * 1000)::bigint AS since_ms,"
            + " o.public_id AS organization, coalesce(p.public_id, '') AS plant,"
            + " coalesce(lp.upload_interval_seconds, l.upload_interval_seconds) AS upload_interval_seconds"
            + " FROM unnest(?::integer[]) WITH ORDINALITY AS n (root_id, place) JOIN device_binding b ON b.device_id = n.root_id"
            + " JOIN logger l ON l.serial_number = b.logger_sn"
            + " JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_from < b.valid_to"
            + " JOIN organization o ON o.id = lp.organization_id LEFT JOIN plant p ON p.id = lp.plant_id"
            + " ORDER BY n.place, greatest(b.valid_from, lp.valid_from), lp.valid_from";

    private static final String HEAD = BOUND
            + " (extract(epoch FROM s.time) * 1000)::bigint AS at_ms, s.*"
            + " FROM unnest(?::integer[], ?::bigint[]) WITH ORDINALITY AS n (root_id, after_ms, place)" + MEMBERS
            + " CROSS JOIN LATERAL (SELECT t.time, ";
    private static final String TAIL =
            " LEFT JOIN point_sample p ON p.device_id = b.device_id AND p.time = t.time WHERE t.%s = b.device_id"
                    + " AND t.time > to_timestamp(n.after_ms / 1000.0) AND t.time >= b.valid_from AND t.time < b.valid_to"
                    + " AND (t.flags & " + AHEAD_BIT + ") = 0 ORDER BY t.time LIMIT ?) s";
    private static final String POINTS = "p.point_id, p.value, p.quality AS point_quality";

    private static final String PACKS = HEAD
            + "t.cells, t.cell_quality, t.temperatures, t.cells_used, t.cells_expected, " + POINTS
            + " FROM pack_sample t"
            + String.format(TAIL, "pack_id");
    private static final String BMSS = HEAD
            + "t.voltage_mv, t.current_ma, t.soc_millipercent, t.soh_millipercent, t.remaining_wh, t.diff_max_mv, t.span_mv,"
            + " t.quality AS bms_quality, " + POINTS + " FROM bms_sample t" + String.format(TAIL, "bms_id");

    private MomentReader() {}

    /** Where a family is to be read from. Immutable. */
    record From(int rootId, long afterMillis) {}

    /**
     * A device is part of a family while a logger speaks for it. Immutable.
     *
     * @param fromMillis inclusive, {@link Long#MIN_VALUE} for ever
     * @param toMillis exclusive, {@link Long#MAX_VALUE} as long as nothing else is known
     */
    record Binding(int deviceId, String serialNumber, String loggerSerialNumber, long fromMillis, long toMillis) {}

    /**
     * Where a family came to be.
     *
     * @param sinceMillis {@link Long#MIN_VALUE} for ever
     */
    record Arrival(long sinceMillis, Site site) {}

    /**
     * What comes next of a family. Immutable.
     *
     * @param bindings of all times
     * @param arrivals in the order of time
     * @param isLast whether nothing more is stored
     */
    record Slice(List<Moment> moments, List<Binding> bindings, List<Arrival> arrivals, boolean isLast) {

        /** Where the family was at a moment; the given one when nobody registered its loggers. */
        Site site(long atMillis, Site otherwise) {
            Site site = arrivals.isEmpty() ? otherwise : arrivals.get(0).site();
            for (Arrival arrival : arrivals) {
                site = arrival.sinceMillis() <= atMillis ? arrival.site() : site;
            }
            return site;
        }

        /** In the order of time, from the first one on. */
        Departures departures() {
            return new Departures(bindings.stream()
                    .filter(binding -> binding.toMillis() != Long.MAX_VALUE)
                    .map(binding -> new Departures.Departure(
                            binding.deviceId(), binding.serialNumber(), binding.fromMillis(), binding.toMillis()))
                    .toList());
        }

        /** Who spoke for a device at a moment; the given one when nobody did. */
        String logger(int deviceId, long atMillis, String otherwise) {
            return bindings.stream()
                    .filter(binding -> binding.deviceId() == deviceId
                            && binding.fromMillis() <= atMillis
                            && atMillis < binding.toMillis())
                    .map(Binding::loggerSerialNumber)
                    .findFirst()
                    .orElse(otherwise);
        }
    }

    /** The next slice of each, of at most so many rows of each device. */
    static List<Slice> read(Connection open, List<From> families, int rowsOfDevice) throws SQLException {
        List<Reading> readings = new ArrayList<>();
        families.forEach(from -> readings.add(new Reading(from.rootId())));
        readBindings(open, families, readings);
        readArrivals(open, families, readings);
        read(open, BMSS, families, rowsOfDevice, readings, MomentReader::bms);
        read(open, PACKS, families, rowsOfDevice, readings, MomentReader::pack);
        return readings.stream().map(reading -> reading.slice(rowsOfDevice)).toList();
    }

    private static void readBindings(Connection open, List<From> families, List<Reading> readings) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(BINDINGS)) {
            select.setArray(1, array(open, "int4", families, From::rootId));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    readings.get(row.getInt("place") - 1)
                            .bindings
                            .add(new Binding(
                                    row.getInt("device_id"),
                                    row.getString("serial_number"),
                                    row.getString("logger_sn"),
                                    millis(row, "bound_ms", Long.MIN_VALUE),
                                    millis(row, "left_ms", Long.MAX_VALUE)));
                }
            }
        }
    }

    private static void readArrivals(Connection open, List<From> families, List<Reading> readings) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(SITES)) {
            select.setArray(1, array(open, "int4", families, From::rootId));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Site site = new Site(
                            row.getString("organization"),
                            row.getString("plant"),
                            row.getInt("upload_interval_seconds"));
                    readings.get(row.getInt("place") - 1)
                            .arrivals
                            .add(new Arrival(millis(row, "since_ms", Long.MIN_VALUE), site));
                }
            }
        }
    }

    private static long millis(ResultSet row, String column, long otherwise) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? otherwise : millis;
    }

    private interface Row {
        DeviceSamples samples(ResultSet row, String serialNumber, int typeCode) throws SQLException;
    }

    private static void read(
            Connection open, String sql, List<From> families, int limit, List<Reading> readings, Row reader)
            throws SQLException {
        try (PreparedStatement select = open.prepareStatement(sql)) {
            select.setArray(1, array(open, "int4", families, From::rootId));
            select.setArray(
                    2, array(open, "int8", families, from -> Math.max(SqlTimes.FIRST_MILLIS, from.afterMillis())));
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long boundMillis = millis(row, "bound_ms", Long.MIN_VALUE);
                    DeviceSamples samples = reader.samples(row, row.getString("serial_number"), row.getInt("type"));
                    readings.get(row.getInt("place") - 1)
                            .add(row.getLong("at_ms"), new Moment.Part(row.getInt("device_id"), boundMillis, samples));
                }
            }
        }
    }

    /** The rows of one family, put together by time. Confined to one reading. */
    private static final class Reading {

        private final int rootId;
        private final List<Binding> bindings = new ArrayList<>();
        private final List<Arrival> arrivals = new ArrayList<>();
        private final Map<Long, List<Moment.Part>> parts = new TreeMap<>();
        private final Map<BindingKey, Counted> counted = new HashMap<>();

        private record BindingKey(int deviceId, long boundFromMillis) {}

        private static final class Counted {
            private int rows;
            private long lastMillis;
        }

        Reading(int rootId) {
            this.rootId = rootId;
        }

        void add(long atMillis, Moment.Part part) {
            List<Moment.Part> moment = parts.computeIfAbsent(atMillis, at -> new ArrayList<>());
            moment.add(part.deviceId() == rootId ? 0 : moment.size(), part);
            Counted count = counted.computeIfAbsent(
                    new BindingKey(part.deviceId(), part.boundFromMillis()), key -> new Counted());
            count.rows++;
            count.lastMillis = Math.max(count.lastMillis, atMillis);
        }

        /** Beyond the last row of a device that may have more, nothing is whole. */
        Slice slice(int limit) {
            long wholeUntilMillis = Long.MAX_VALUE;
            for (Counted count : counted.values()) {
                if (count.rows >= limit) {
                    wholeUntilMillis = Math.min(wholeUntilMillis, count.lastMillis);
                }
            }
            List<Moment> moments = new ArrayList<>();
            for (Map.Entry<Long, List<Moment.Part>> each : parts.entrySet()) {
                if (each.getKey() <= wholeUntilMillis) {
                    moments.add(new Moment(rootId, each.getKey(), List.copyOf(each.getValue())));
                }
            }
            return new Slice(moments, List.copyOf(bindings), List.copyOf(arrivals), wholeUntilMillis == Long.MAX_VALUE);
        }
    }

    private static DeviceSamples pack(ResultSet row, String serialNumber, int typeCode) throws SQLException {
        byte[] quality = row.getBytes("cell_quality");
        PackSample pack = new PackSample(
                shorts(row.getBytes("cells")),
                quality == null ? ALL_GOOD : quality,
                shorts(row.getBytes("temperatures")),
                null,
                row.getInt("cells_used"),
                row.getInt("cells_expected"));
        return samples(row, serialNumber, typeCode, pack, null);
    }

    private static DeviceSamples bms(ResultSet row, String serialNumber, int typeCode) throws SQLException {
        BmsSample bms = new BmsSample(
                integer(row, "voltage_mv"),
                integer(row, "current_ma"),
                integer(row, "soc_millipercent"),
                integer(row, "soh_millipercent"),
                integer(row, "remaining_wh"),
                integer(row, "diff_max_mv"),
                null,
                integer(row, "span_mv"),
                row.getInt("bms_quality"));
        return samples(row, serialNumber, typeCode, null, bms);
    }

    private static DeviceSamples samples(
            ResultSet row, String serialNumber, int typeCode, @Nullable PackSample pack, @Nullable BmsSample bms)
            throws SQLException {
        // whose part it is, the moment says
        return new DeviceSamples(serialNumber, typeCode, -1, pack, bms, points(row), List.of(), List.of());
    }

    private static PointSamples points(ResultSet row) throws SQLException {
        Array ids = row.getArray("point_id");
        if (ids == null) {
            return PointSamples.NONE;
        }
        Integer[] id = (Integer[]) ids.getArray();
        Long[] value = (Long[]) row.getArray("value").getArray();
        Array qualities = row.getArray("point_quality");
        Short[] quality = qualities == null ? null : (Short[]) qualities.getArray();
        int[] idColumn = new int[id.length];
        long[] valueColumn = new long[id.length];
        byte[] qualityColumn = new byte[quality == null ? 0 : id.length];
        for (int i = 0; i < id.length; i++) {
            idColumn[i] = id[i];
            valueColumn[i] = value[i];
            if (quality != null) {
                qualityColumn[i] = quality[i].byteValue();
            }
        }
        return new PointSamples(idColumn, valueColumn, qualityColumn);
    }

    private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : Integer.valueOf(value);
    }

    private static short[] shorts(byte[] bytes) {
        short[] values = new short[bytes.length / Short.BYTES];
        ByteBuffer.wrap(bytes).asShortBuffer().get(values);
        return values;
    }
}
