package io.busbar.query.analytics;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Role;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.access.VisibleDevice.Stay;
import io.busbar.rollup.Cadence;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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
     * @param tellers the BMSs that it was part of, as far as they are visible: the current of each says the direction while the pack is its own
     * @throws Refusal as for a device that does not exist, unless every cell is visible
     */
    public WeakCellAnswers weakCells(VisibleDevice pack, Collection<VisibleDevice> tellers, Instant from, Instant to) {
        if (catalogue.cell(pack.type(), 1) == null
                || !pack.points().seesEvery(Role.CELL_VOLTAGE, pack.type(), catalogue)) {
            throw Refusal.notFound();
        }
        Map<String, VisibleDevice> bySerialNumber = tellers.stream()
                .filter(teller -> VisibleLatest.point(catalogue, teller, Role.CURRENT) != null)
                .collect(Collectors.toMap(VisibleDevice::serialNumber, Function.identity()));
        ZoneId zone = ZoneId.of(pack.place().zone());
        WeakCellAnswers.Builder builder = new WeakCellAnswers.Builder();
        return database.read(connection -> {
            for (Stay stay : pack.stays()) {
                Interval span = stay.time().within(from, to);
                if (span != null) {
                    String parent = stay.place().parent();
                    read(connection, pack, span, parent == null ? null : bySerialNumber.get(parent), zone, builder);
                }
            }
            return builder.build(pack, zone.getId());
        });
    }

    /** By logger and hour of UTC, of the time during which its devices are visible. */
    public List<LoggerCoverage> coverage(List<VisibleDevice> devices, Instant from, Instant to) {
        SortedMap<String, LoggerTime> byLogger = new TreeMap<>();
        for (VisibleDevice device : devices) {
            for (Stay stay : device.stays()) {
                Interval span = stay.time().within(from, to);
                if (span != null || stay.place().equals(device.place())) {
                    byLogger.computeIfAbsent(stay.place().logger(), first -> new LoggerTime())
                            .add(device, stay, span);
                }
            }
        }
        List<LoggerTime> loggers = List.copyOf(byLogger.values());
        return database.read(connection -> {
            List<LoggerCoverage> found = new ArrayList<>();
            for (int first = 0; first < loggers.size(); first += LOGGERS_COUNTED_TOGETHER) {
                int next = Math.min(loggers.size(), first + LOGGERS_COUNTED_TOGETHER);
                found.addAll(coverageOf(connection, loggers.subList(first, next)));
            }
            return found;
        });
    }

    /** A device while a logger spoke for it. */
    private record Spoken(VisibleDevice device, Interval time) {}

    /** What a logger spoke for when. Confined to one thread. */
    private static final class LoggerTime {
        private final List<Spoken> spoken = new ArrayList<>();
        private @Nullable Stay newest;

        /** @param time of the stay that is of interest */
        void add(VisibleDevice device, Stay stay, @Nullable Interval time) {
            if (newest == null || stay.time().to().isAfter(newest.time().to())) {
                newest = stay;
            }
            if (time != null) {
                spoken.add(new Spoken(device, time));
            }
        }

        VisibleDevice.Place place() {
            return Objects.requireNonNull(newest).place();
        }

        List<Stretch> stretches() {
            return Interval.joined(spoken.stream().map(Spoken::time)).stream()
                    .map(time -> new Stretch(spoken, time))
                    .toList();
        }
    }

    /** What a logger said in a time of which some of its devices are visible all along. */
    private record Stretch(List<Spoken> spoken, Interval time) {}

    /** A frame is received when any device of it is stored; each device of a frame has the frame's time. */
    private static List<LoggerCoverage> coverageOf(Connection connection, List<LoggerTime> loggers)
            throws SQLException {
        List<List<Stretch>> stretches =
                loggers.stream().map(LoggerTime::stretches).toList();
        Map<Stretch, Map<Long, Long>> counts =
                counts(connection, stretches.stream().flatMap(List::stream).toList());
        List<LoggerCoverage> found = new ArrayList<>();
        for (int i = 0; i < loggers.size(); i++) {
            found.add(coverage(loggers.get(i).place(), stretches.get(i), counts));
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
            for (Spoken spoken : stretches.get(i).spoken()) {
                Interval part = spoken.time().within(time.from(), time.to());
                if (part != null) {
                    numbers.add(i);
                    keys.add(spoken.device().key());
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

    /** @param teller of the current, who may be hidden at times */
    private static void read(
            Connection connection,
            VisibleDevice pack,
            Interval span,
            @Nullable VisibleDevice teller,
            ZoneId zone,
            WeakCellAnswers.Builder builder)
            throws SQLException {
        Sql sql = Sql.of(
                "SELECT p.time, p.cells, p.cell_quality, b.current_ma FROM pack_sample p"
                        + " LEFT JOIN bms_sample b ON b.bms_id = ? AND b.time = p.time"
                        + " WHERE p.pack_id = ? AND p.time >= ? AND p.time < ? ORDER BY p.time",
                teller == null ? null : teller.key(),
                pack.key(),
                span.from(),
                span.to());
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
}
