package io.busbar.standalone.secrecy;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.standalone.secrecy.Blueprint.Device;
import io.busbar.standalone.secrecy.Blueprint.TypedPoint;
import io.busbar.standalone.secrecy.Dice.Aspect;
import io.busbar.standalone.secrecy.Sight.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What devices said, as rows of one world: that a visible device spoke, and the values that the asker sees, are as in every world; all else is as it
 * happens. Hidden numbers are drawn from 700,000 up where they fit, and remembered. Confined to one thread.
 */
final class SampleRows {

    private static final int CELLS = 10;
    private static final int MORE_CELLS = 4;
    private static final short NO_READING = Short.MIN_VALUE;
    private static final long VOLTAGE = 1100;
    private static final long CURRENT = 1000;
    private static final Set<Long> ENERGIES = Set.of(10_000_021L, 10_000_022L);

    /** In the order of the columns of bms_sample. */
    private static final List<Long> HOT = List.of(VOLTAGE, CURRENT, 1400L, 1500L, 1600L, 10_000_011L, 10_000_012L);

    /** In the order of the columns of pack_sample. */
    private static final List<Long> DERIVED =
            List.of(10_000_001L, 10_000_002L, 10_000_003L, 10_000_004L, 10_000_005L, 10_000_006L);

    private static final List<Long> MORE = List.of(1700L, 1800L, 1900L, 2000L, 3000L);
    private static final List<Long> TEXTS = List.of(10L, 50L);

    private final Blueprint blueprint;
    private final Sight sight;
    private final Dice dice;
    private final Names names;
    private final Rows rows;
    private final Words words;
    private final Set<Long> hidden = new HashSet<>();
    private final Catalogue catalogue;

    SampleRows(Blueprint blueprint, Sight sight, Dice dice, Rows rows, Words words, Catalogue catalogue) {
        this.blueprint = blueprint;
        this.sight = sight;
        this.dice = dice;
        this.names = new Names(dice.seed(), dice.run());
        this.rows = rows;
        this.words = words;
        this.catalogue = catalogue;
    }

    /** Unlikely numbers that nothing that the asker gets has. */
    Set<Long> hidden() {
        return hidden;
    }

    void add() {
        AlarmRows alarms = new AlarmRows(names, dice, rows, hidden);
        blueprint.devices().forEach(device -> {
            Seen seen = new Seen(device, sight.spans(device));
            for (int frame = 0; frame < Blueprint.FRAMES; frame++) {
                if (seen.isThere(frame)) {
                    addSample(seen, frame);
                }
            }
            addLatest(seen);
            alarms.add(device, seen);
        });
    }

    /** Who sees energy sees what it is reckoned from: another current is another energy. */
    private Set<TypedPoint> points(Span span) {
        Set<TypedPoint> points = new HashSet<>(sight.points(span));
        if (points.stream().anyMatch(point -> ENERGIES.contains(point.point()))) {
            points.add(new TypedPoint(Blueprint.BMS, VOLTAGE));
            points.add(new TypedPoint(Blueprint.BMS, CURRENT));
        }
        return points;
    }

    /** A device as the asker sees it. */
    private final class Seen implements AlarmRows.Sight {
        private final Device device;
        private final List<Span> spans;
        private final Map<Span, Set<TypedPoint>> points = new HashMap<>();

        Seen(Device device, List<Span> spans) {
            this.device = device;
            this.spans = spans;
            spans.forEach(span -> points.put(span, SampleRows.this.points(span)));
        }

        boolean at(int frame) {
            return spans.stream().anyMatch(span -> span.holds(frame));
        }

        Aspect otherwise(int frame) {
            return at(frame) ? Aspect.VALUES : spans.isEmpty() ? Aspect.SAMPLES : Aspect.OTHER_TIMES;
        }

        boolean isThere(int frame) {
            Aspect aspect = spans.isEmpty() ? Aspect.SAMPLES : Aspect.OTHER_TIMES;
            if (!at(frame) && dice.hidden(aspect, "silent", device.number()).nextInt(3) == 0) {
                return false;
            }
            return dice.draw(at(frame), aspect, "frame", device.number(), frame).nextInt(5) > 0;
        }

        @Override
        public boolean sees(int frame, long point) {
            TypedPoint typed = new TypedPoint(device.type(), point);
            return spans.stream()
                    .anyMatch(span -> span.holds(frame)
                            && Objects.requireNonNull(points.get(span)).contains(typed));
        }

        /** A value, or null where there is none. */
        @Nullable
        Long value(int frame, long point, long from, long to) {
            boolean isSeen = sees(frame, point);
            SplittableRandom random = dice.draw(isSeen, otherwise(frame), "value", device.number(), frame, point);
            long value = from + random.nextLong(to - from);
            boolean isPresent = dice.draw(
                                    isSeen,
                                    at(frame) ? Aspect.PRESENCE : otherwise(frame),
                                    "presence",
                                    device.number(),
                                    frame,
                                    point)
                            .nextInt(5)
                    > 0;
            if (!isSeen && to > 700_000) {
                value = 700_000_000 + random.nextLong(90_000_000);
                hidden.add(value);
            }
            return isPresent ? value : null;
        }

        boolean seesAny(int frame, io.busbar.measure.Role role) {
            return numbered(role).stream().anyMatch(point -> sees(frame, point));
        }

        @Override
        public boolean seesEvery(int frame, io.busbar.measure.Role role) {
            return numbered(role).stream().allMatch(point -> sees(frame, point));
        }

        List<Long> numbered(io.busbar.measure.Role role) {
            DeviceType type = Objects.requireNonNull(catalogue.deviceType(device.type()));
            return catalogue.points(type).stream()
                    .filter(point -> point.role() == role)
                    .sorted(java.util.Comparator.comparing(MeasuringPoint::index))
                    .map(point -> Integer.toUnsignedLong(point.id()))
                    .toList();
        }

        /** As many as are seen to be there by who sees one of them; each by itself. */
        short[] numbers(int frame, io.busbar.measure.Role role, int usual, int from) {
            boolean isCounted = seesAny(frame, role);
            int count = usual
                    + dice.draw(isCounted, otherwise(frame), "count", role.name(), device.number(), frame)
                            .nextInt(MORE_CELLS);
            List<Long> points = numbered(role);
            short[] numbers = new short[count];
            for (int i = 0; i < count; i++) {
                boolean isSeen = i < points.size() ? sees(frame, points.get(i)) : seesEvery(frame, role);
                SplittableRandom random =
                        dice.draw(isSeen, otherwise(frame), "number", role.name(), device.number(), frame, i);
                numbers[i] = random.nextInt(8) == 0 ? NO_READING : (short) (from + random.nextInt(300));
            }
            return numbers;
        }
    }

    private void addSample(Seen seen, int frame) {
        if (seen.device.type() == Blueprint.BMS) {
            addBms(seen, frame);
        } else {
            addPack(seen, frame);
        }
        List<Long> ids = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (long point : seen.device.type() == Blueprint.BMS ? MORE : List.of(11_000L, 11_100L)) {
            Long value = seen.value(frame, point, 1, 1_000_000);
            if (value != null) {
                ids.add(point);
                values.add(value);
            }
        }
        if (!ids.isEmpty()) {
            rows.add(
                    "INSERT INTO point_sample SELECT d.id, ?::timestamptz, ?, ?, ? FROM device d WHERE serial_number = ?",
                    Names.time(frame).toString(),
                    precedence(seen, frame),
                    ids.stream().map(Long::intValue).toArray(Integer[]::new),
                    values.toArray(Long[]::new),
                    names.device(seen.device.number()));
        }
        if (seen.device.type() == Blueprint.BMS) {
            TEXTS.forEach(point -> addText(seen, frame, point));
            addQuarantined(seen, frame);
        }
    }

    private void addBms(Seen seen, int frame) {
        List<@Nullable Object> row = new ArrayList<>(Arrays.asList(
                Names.time(frame).toString(), Names.time(frame).plusSeconds(1).toString(), precedence(seen, frame)));
        boolean seesAll = HOT.stream().allMatch(point -> seen.sees(frame, point));
        row.add((short) dice.draw(seesAll, seen.otherwise(frame), "quality", seen.device.number(), frame)
                .nextInt(4));
        for (long point : HOT) {
            Long value = point >= 10_000_000
                    ? seen.value(frame, point, 1, 300)
                    : point == 1400 ? seen.value(frame, point, 1, 100_000) : seen.value(frame, point, 1, 1_000_000);
            row.add(value == null ? null : point >= 10_000_000 ? value.shortValue() : (Object) value.intValue());
        }
        row.add(names.device(seen.device.number()));
        rows.add(
                "INSERT INTO bms_sample (bms_id, time, received_at, precedence, flags, quality, voltage_mv, current_ma, soc_millipercent,"
                        + " soh_millipercent, remaining_wh, diff_max_mv, span_mv, diff_max_pack_id) SELECT d.id, ?::timestamptz, ?::timestamptz, ?, 0, ?,"
                        + " ?, ?, ?, ?, ?, ?, ?, d.id FROM device d WHERE serial_number = ?",
                row.toArray());
    }

    private void addPack(Seen seen, int frame) {
        short[] cells = seen.numbers(frame, io.busbar.measure.Role.CELL_VOLTAGE, CELLS, 3200);
        short[] temperatures = seen.numbers(frame, io.busbar.measure.Role.TEMPERATURE, 2, 2000);
        List<@Nullable Object> row = new ArrayList<>(Arrays.asList(
                Names.time(frame).toString(),
                Names.time(frame).plusSeconds(1).toString(),
                precedence(seen, frame),
                bytes(cells),
                bytes(temperatures)));
        for (long point : DERIVED) {
            Long value = seen.value(frame, point, 1, 300);
            row.add(value == null ? (point == 10_000_006L ? (Object) (short) 0 : null) : (Object) value.shortValue());
        }
        boolean isCounted = seen.seesAny(frame, io.busbar.measure.Role.CELL_VOLTAGE) || seen.sees(frame, 10_000_006L);
        row.add((short)
                (isCounted
                        ? CELLS + MORE_CELLS
                        : CELLS
                                + dice.hidden(seen.otherwise(frame), "expected", frame)
                                        .nextInt(9)));
        row.add(names.device(seen.device.number()));
        rows.add(
                "INSERT INTO pack_sample (pack_id, time, received_at, precedence, flags, cells, temperatures, diff_mv, max_mv, min_mv, max_cell,"
                        + " min_cell, cells_used, cells_expected) SELECT d.id, ?::timestamptz, ?::timestamptz, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                        + " FROM device d WHERE serial_number = ?",
                row.toArray());
    }

    private void addText(Seen seen, int frame, long point) {
        if (seen.value(frame, point, 0, 5) != null) {
            rows.add(
                    "INSERT INTO point_text SELECT d.id, ?, ?::timestamptz, ?, ? FROM device d WHERE serial_number = ?",
                    (int) point,
                    Names.time(frame).toString(),
                    precedence(seen, frame),
                    text(seen, frame, point),
                    names.device(seen.device.number()));
        }
    }

    private String text(Seen seen, int frame, long point) {
        return words.of(seen.sees(frame, point), seen.otherwise(frame), "text", seen.device.number(), frame, point);
    }

    /** Which points are in quarantine is for who assigns them; their values are for nobody. */
    private void addQuarantined(Seen seen, int frame) {
        boolean isListed = sight.may(io.busbar.query.access.Capability.ASSIGN_QUARANTINE) && seen.at(frame);
        SplittableRandom random = dice.draw(isListed, Aspect.PRESENCE, "quarantined", seen.device.number(), frame);
        if (random.nextInt(3) == 0) {
            long value = 700_000_000
                    + dice.hidden(Aspect.VALUES, "quarantined value", seen.device.number(), frame)
                            .nextLong(90_000_000);
            hidden.add(value);
            rows.add(
                    "INSERT INTO point_quarantine (device_id, point_id, time, precedence, unscaled, scale)"
                            + " SELECT d.id, ?, ?::timestamptz, ?, ?, 0 FROM device d WHERE serial_number = ?",
                    900_000L + random.nextInt(3),
                    Names.time(frame).toString(),
                    precedence(seen, frame),
                    value,
                    names.device(seen.device.number()));
        }
    }

    /** The last frame that is there, as the newest; some hidden readings are of an older one. */
    private void addLatest(Seen seen) {
        int newest = Blueprint.FRAMES - 1;
        while (newest >= 0 && !seen.isThere(newest)) {
            newest--;
        }
        if (newest < 0) {
            return;
        }
        int frame = newest;
        boolean isPack = seen.device.type() == Blueprint.PACK;
        List<Long> points = new ArrayList<>(isPack ? List.of(11_000L, 11_100L) : MORE);
        points.addAll(isPack ? DERIVED : HOT);
        if (!isPack) {
            points.addAll(TEXTS);
        }
        List<Integer> ids = new ArrayList<>();
        List<@Nullable Long> values = new ArrayList<>();
        List<@Nullable String> texts = new ArrayList<>();
        List<Integer> older = new ArrayList<>();
        points.stream().sorted().forEach(point -> {
            Long value = seen.value(frame, point, 1, point >= 10_000_000 ? 300 : 1_000_000);
            if (value != null) {
                boolean isText = TEXTS.contains(point);
                ids.add(point.intValue());
                values.add(isText ? null : value);
                texts.add(isText ? text(seen, frame, point) : null);
                boolean isSeen = seen.sees(frame, point);
                older.add(
                        isSeen
                                ? 0
                                : dice.hidden(Aspect.VALUES, "older", seen.device.number(), point)
                                        .nextInt(2));
            }
        });
        boolean hasOlder = older.contains(1);
        rows.add(
                "INSERT INTO latest (device_id, version, time, received_at, precedence, older_time, older_received_at, older_precedence,"
                        + " point_id, point_older, value, text, pack_older, cell_mv, temp_cc)"
                        + " SELECT d.id, ?, ?::timestamptz, ?::timestamptz, ?, ?::timestamptz[], ?::timestamptz[], ?::uuid[], ?, ?::smallint[], ?, ?, ?, ?::smallint[], ?::smallint[]"
                        + " FROM device d WHERE serial_number = ?",
                dice.hidden(Aspect.PRESENCE, "version", seen.device.number()).nextLong(1, 1000),
                Names.time(frame).toString(),
                Names.time(frame).plusSeconds(1).toString(),
                precedence(seen, frame),
                hasOlder ? "{" + Names.time(frame).minusSeconds(100) + "}" : null,
                hasOlder ? "{" + Names.time(frame).minusSeconds(99) + "}" : null,
                hasOlder ? "{" + precedence(seen, frame) + "}" : null,
                ids.toArray(Integer[]::new),
                hasOlder ? older.toString().replace('[', '{').replace(']', '}') : null,
                values.toArray(Long[]::new),
                isPack ? null : texts.toArray(String[]::new),
                isPack ? Short.valueOf((short) 0) : null,
                isPack ? array(seen.numbers(frame, io.busbar.measure.Role.CELL_VOLTAGE, CELLS, 3200)) : null,
                isPack ? array(seen.numbers(frame, io.busbar.measure.Role.TEMPERATURE, 2, 2000)) : null,
                names.device(seen.device.number()));
    }

    private UUID precedence(Seen seen, int frame) {
        SplittableRandom random = dice.hidden(Aspect.VALUES, "precedence", seen.device.number(), frame);
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static byte[] bytes(short[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Short.BYTES);
        bytes.asShortBuffer().put(numbers);
        return bytes.array();
    }

    /** As PostgreSQL writes it. */
    private static String array(short[] numbers) {
        List<String> texts = new ArrayList<>();
        for (short number : numbers) {
            texts.add(number == NO_READING ? "NULL" : Short.toString(number));
        }
        return "{" + String.join(",", texts) + "}";
    }
}
