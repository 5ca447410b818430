package io.busbar.query.analytics;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Role;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.rollup.Cadence;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What analytics read of the samples. May be shared between threads. */
public final class AnalyticsTables {

    private static final int FETCH_ROWS = 1_000;
    private static final int LOGGERS_COUNTED_TOGETHER = 200;
    private static final long HOUR_MILLIS = 3_600_000;

    private static final String COUNT =
            "SELECT v.stretch, (date_part('epoch', date_bin('1 hour', time, 'epoch')) * 1000)::bigint AS hour, count(DISTINCT time)"
                    + " FROM unnest(?::integer[], ?::integer[], ?::timestamptz[], ?::timestamptz[]) AS v (stretch, id, since, until)"
                    + " CROSS JOIN LATERAL ("
                    + "SELECT time FROM bms_sample WHERE bms_id = v.id AND time >= v.since AND time < v.until"
                    + " UNION ALL SELECT time FROM pack_sample WHERE pack_id = v.id AND time >= v.since AND time < v.until) f"
                    + " GROUP BY 1, 2";

    private final Database database;
    private final Catalogue catalogue;

    public AnalyticsTables(Database database, Catalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
    }

    /** Frames of an hour of a logger. Immutable. */
    public record HourView(Instant hour, long expected, long received) {}

    /** How complete what a logger sent is. Immutable. */
    public record LoggerCoverage(String logger, long expected, long received, List<HourView> hours) {}

    /**
     * The cells of a pack over a range.
     *
     * @param parent the BMS whose current says the direction; null when it is not visible
     * @throws Refusal as for a device that does not exist, unless every cell is visible
     */
    public WeakCellAnswers weakCells(VisibleDevice pack, @Nullable VisibleDevice parent, Instant from, Instant to) {
        if (catalogue.cell(pack.type(), 1) == null
                || !pack.points().seesEvery(Role.CELL_VOLTAGE, pack.type(), catalogue)) {
            throw Refusal.notFound();
        }
        String zone = pack.place().zone();
        WeakCellAnswers.Builder builder = new WeakCellAnswers.Builder();
        VisibleDevice teller =
                parent != null && VisibleLatest.point(catalogue, parent, Role.CURRENT) != null ? parent : null;
        return database.read(connection -> {
            for (Interval span : spans(pack, from, to)) {
                Sql sql = Sql.of(
                        "SELECT p.time, p.cells, p.cell_quality, b.current_ma FROM pack_sample p"
                                + " LEFT JOIN bms_sample b ON b.bms_id = ? AND b.time = p.time"
                                + " WHERE p.pack_id = ? AND p.time >= ? AND p.time < ? ORDER BY p.time",
                        teller == null ? null : teller.key(),
                        pack.key(),
                        span.from(),
                        span.to());
                read(connection, sql, ZoneId.of(zone), teller, builder);
            }
            return builder.build(pack, zone);
        });
    }

    /** By logger and hour of UTC, of the time during which its devices are visible. */
    public List<LoggerCoverage> coverage(List<VisibleDevice> devices, Instant from, Instant to) {
        Map<String, List<VisibleDevice>> byLogger = new TreeMap<>();
        devices.forEach(device -> byLogger.computeIfAbsent(device.place().logger(), first -> new ArrayList<>())
                .add(device));
        List<List<VisibleDevice>> loggers = List.copyOf(byLogger.values());
        return database.read(connection -> {
            List<LoggerCoverage> found = new ArrayList<>();
            for (int first = 0; first < loggers.size(); first += LOGGERS_COUNTED_TOGETHER) {
                int next = Math.min(loggers.size(), first + LOGGERS_COUNTED_TOGETHER);
                found.addAll(coverageOf(connection, loggers.subList(first, next), from, to));
            }
            return found;
        });
    }

    /** What the devices of a logger said in a time of which some of them are visible all along. */
    private record Stretch(List<VisibleDevice> devices, Interval time) {}

    /** A frame is received when any device of it is stored; each device of a frame has the frame's time. */
    private static List<LoggerCoverage> coverageOf(
            Connection connection, List<List<VisibleDevice>> loggers, Instant from, Instant to) throws SQLException {
        List<List<Stretch>> stretches = loggers.stream()
                .map(devices ->
                        Interval.joined(devices.stream().flatMap(device -> spans(device, from, to).stream())).stream()
                                .map(time -> new Stretch(devices, time))
                                .toList())
                .toList();
        Map<Stretch, Map<Long, Long>> counts =
                counts(connection, stretches.stream().flatMap(List::stream).toList());
        List<LoggerCoverage> found = new ArrayList<>();
        for (int i = 0; i < loggers.size(); i++) {
            found.add(coverage(loggers.get(i).get(0).place(), stretches.get(i), counts));
        }
        return found;
    }

    private static LoggerCoverage coverage(
            VisibleDevice.Place place, List<Stretch> stretches, Map<Stretch, Map<Long, Long>> counts) {
        Cadence cadence = Cadence.ofSeconds(place.uploadIntervalSeconds());
        List<HourView> hours = new ArrayList<>();
        for (Stretch stretch : stretches) {
            long end = stretch.time().to().toEpochMilli();
            for (long at = stretch.time().from().toEpochMilli(); at < end; ) {
                long hour = Math.floorDiv(at, HOUR_MILLIS) * HOUR_MILLIS;
                long next = Math.min(hour + HOUR_MILLIS, end);
                long received = counts.getOrDefault(stretch, Map.of()).getOrDefault(hour, 0L);
                hours.add(new HourView(Instant.ofEpochMilli(hour), cadence.expectedFrames(at, next), received));
                at = next;
            }
        }
        return new LoggerCoverage(
                place.logger(),
                hours.stream().mapToLong(HourView::expected).sum(),
                hours.stream().mapToLong(HourView::received).sum(),
                hours);
    }

    /** By hour, of what each device said while it was visible. */
    private static Map<Stretch, Map<Long, Long>> counts(Connection connection, List<Stretch> stretches)
            throws SQLException {
        List<Integer> numbers = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        List<Instant> since = new ArrayList<>();
        List<Instant> until = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i++) {
            Interval time = stretches.get(i).time();
            for (VisibleDevice device : stretches.get(i).devices()) {
                for (Interval part : spans(device, time.from(), time.to())) {
                    numbers.add(i);
                    keys.add(device.key());
                    since.add(part.from());
                    until.add(part.to());
                }
            }
        }
        Map<Stretch, Map<Long, Long>> counts = new HashMap<>();
        Sql.of(
                        COUNT,
                        numbers.toArray(Integer[]::new),
                        keys.toArray(Integer[]::new),
                        since.toArray(Instant[]::new),
                        until.toArray(Instant[]::new))
                .list(connection, row -> counts.computeIfAbsent(stretches.get(row.getInt(1)), first -> new HashMap<>())
                        .put(row.getLong(2), row.getLong(3)));
        return counts;
    }

    /** @param teller of the current, who may have been elsewhere at times */
    private static void read(
            Connection connection,
            Sql sql,
            ZoneId zone,
            @Nullable VisibleDevice teller,
            WeakCellAnswers.Builder builder)
            throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection)) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Instant time = Objects.requireNonNull(Sql.instant(row, "time"));
                    byte[] quality = row.getBytes("cell_quality");
                    builder.add(
                            time.atZone(zone).toLocalDate(),
                            millivolts(Objects.requireNonNull(row.getBytes("cells"))),
                            quality == null ? new byte[0] : quality,
                            teller != null && teller.visibleAt(time)
                                    ? row.getObject("current_ma", Integer.class)
                                    : null);
                }
            }
        }
    }

    private static short[] millivolts(byte[] cells) {
        short[] millivolts = new short[cells.length / Short.BYTES];
        ByteBuffer.wrap(cells).asShortBuffer().get(millivolts);
        return millivolts;
    }

    private static List<Interval> spans(VisibleDevice device, Instant from, Instant to) {
        List<Interval> spans = new ArrayList<>();
        for (Interval owned : device.intervals()) {
            Instant begin = owned.from().isAfter(from) ? owned.from() : from;
            Instant end = owned.to().isBefore(to) ? owned.to() : to;
            if (begin.isBefore(end)) {
                spans.add(new Interval(begin, end));
            }
        }
        return spans;
    }
}
