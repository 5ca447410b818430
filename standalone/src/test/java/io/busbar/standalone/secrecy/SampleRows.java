package io.busbar.standalone.secrecy;

import io.busbar.measure.Role;
import io.busbar.standalone.secrecy.Dice.Aspect;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What devices said, as rows of one world: that a visible device spoke, and the values that the asker sees, are as in every world; all else is as it
 * happens. Confined to one thread.
 */
final class SampleRows {

    private static final int CELLS = 10;
    private static final int MORE_CELLS = 4;
    private static final long CURRENT = 1000;

    /** In the order of the columns of bms_sample. */
    private static final List<Long> HOT = List.of(1100L, CURRENT, 1400L, 1500L, 1600L, 10_000_011L, 10_000_012L);

    /** In the order of the columns of pack_sample. */
    private static final List<Long> DERIVED =
            List.of(10_000_001L, 10_000_002L, 10_000_003L, 10_000_004L, 10_000_005L, 10_000_006L);

    private static final List<Long> MORE = List.of(1700L, 1800L, 1900L, 2000L, 3000L);
    private static final List<Long> TEXTS = List.of(10L, 50L);

    private final Sight sight;
    private final Dice dice;
    private final Names names;
    private final Rows rows;
    private final Words words;

    SampleRows(Sight sight, Names names, Dice dice, Rows rows, Words words) {
        this.sight = sight;
        this.names = names;
        this.dice = dice;
        this.rows = rows;
        this.words = words;
    }

    void add(SeenDevice seen) {
        for (int frame = 0; frame < Blueprint.FRAMES; frame++) {
            if (seen.isThere(frame)) {
                addSample(seen, frame);
            }
        }
        addLatest(seen);
    }

    private void addSample(SeenDevice seen, int frame) {
        if (seen.isBms()) {
            addBms(seen, frame);
        } else {
            addPack(seen, frame);
        }
        List<Long> ids = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        for (long point : seen.isBms() ? MORE : List.of(11_000L, 11_100L)) {
            Long value = seen.value(frame, point, 1, 1_000_000);
            if (value != null) {
                ids.add(point);
                values.add(value);
            }
        }
        if (!ids.isEmpty()) {
            rows.add(
                    "INSERT INTO point_sample SELECT d.id, ?::timestamptz, ?, ?, ? FROM device d WHERE serial_number ="
                            + " ?",
                    time(seen, frame).toString(),
                    precedence(seen, frame),
                    ids.stream().map(Long::intValue).toArray(Integer[]::new),
                    values.toArray(Long[]::new),
                    names.device(seen.number()));
        }
        if (seen.isBms()) {
            TEXTS.forEach(point -> addText(seen, frame, point));
            addQuarantined(seen, frame);
        }
    }

    private void addBms(SeenDevice seen, int frame) {
        List<@Nullable Object> row = new ArrayList<>(Arrays.asList(
                time(seen, frame).toString(), time(seen, frame).plusSeconds(1).toString(), precedence(seen, frame)));
        boolean seesAll = HOT.stream().allMatch(point -> seen.sees(frame, point));
        row.add((short) dice.draw(seesAll, seen.otherwise(frame), "quality", seen.number(), frame)
                .nextInt(4));
        for (long point : HOT) {
            Long value = point >= 10_000_000
                    ? seen.value(frame, point, 1, 300)
                    : point == 1400 ? seen.value(frame, point, 1, 100_000) : seen.value(frame, point, 1, 1_000_000);
            if (value != null && point == CURRENT && isDischarged(seen, frame)) {
                value = -value;
            }
            row.add(value == null ? null : point >= 10_000_000 ? value.shortValue() : (Object) value.intValue());
        }
        row.add(names.device(seen.number()));
        rows.add(
                "INSERT INTO bms_sample (bms_id, time, received_at, precedence, flags, quality, voltage_mv, current_ma, soc_millipercent,"
                        + " soh_millipercent, remaining_wh, diff_max_mv, span_mv, diff_max_pack_id) SELECT d.id, ?::timestamptz, ?::timestamptz, ?, 0, ?,"
                        + " ?, ?, ?, ?, ?, ?, ?, d.id FROM device d WHERE serial_number = ?",
                row.toArray());
    }

    private boolean isDischarged(SeenDevice seen, int frame) {
        return dice.draw(seen.sees(frame, CURRENT), seen.otherwise(frame), "direction", seen.number(), frame)
                .nextBoolean();
    }

    private void addPack(SeenDevice seen, int frame) {
        short[] cells = seen.numbers(frame, Role.CELL_VOLTAGE, CELLS, 3200);
        short[] temperatures = seen.numbers(frame, Role.TEMPERATURE, 2, 2000);
        List<@Nullable Object> row = new ArrayList<>(Arrays.asList(
                time(seen, frame).toString(),
                time(seen, frame).plusSeconds(1).toString(),
                precedence(seen, frame),
                bytes(cells),
                bytes(temperatures)));
        for (long point : DERIVED) {
            Long value = seen.value(frame, point, 1, 300);
            row.add(value == null ? (point == 10_000_006L ? (Object) (short) 0 : null) : (Object) value.shortValue());
        }
        boolean isCounted = seen.seesAny(frame, Role.CELL_VOLTAGE) || seen.sees(frame, 10_000_006L);
        row.add((short)
                (isCounted
                        ? CELLS + MORE_CELLS
                        : CELLS
                                + dice.hidden(seen.otherwise(frame), "expected", frame)
                                        .nextInt(9)));
        row.add(names.device(seen.number()));
        rows.add(
                "INSERT INTO pack_sample (pack_id, time, received_at, precedence, flags, cells, temperatures, diff_mv, max_mv, min_mv, max_cell,"
                        + " min_cell, cells_used, cells_expected) SELECT d.id, ?::timestamptz, ?::timestamptz, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                        + " FROM device d WHERE serial_number = ?",
                row.toArray());
    }

    private void addText(SeenDevice seen, int frame, long point) {
        if (seen.value(frame, point, 0, 5) != null) {
            rows.add(
                    "INSERT INTO point_text SELECT d.id, ?, ?::timestamptz, ?, ? FROM device d WHERE serial_number = ?",
                    (int) point,
                    time(seen, frame).toString(),
                    precedence(seen, frame),
                    text(seen, frame, point),
                    names.device(seen.number()));
        }
    }

    private String text(SeenDevice seen, int frame, long point) {
        return words.of(seen.sees(frame, point), seen.otherwise(frame), "text", seen.number(), frame, point);
    }

    /** Which points are in quarantine is for who assigns them; their values are for nobody. */
    private void addQuarantined(SeenDevice seen, int frame) {
        boolean isListed = sight.may(io.busbar.query.access.Capability.ASSIGN_QUARANTINE) && seen.at(frame);
        SplittableRandom random = dice.draw(isListed, Aspect.PRESENCE, "quarantined", seen.number(), frame);
        if (random.nextInt(3) == 0) {
            long value = seen.hide(dice.hidden(Aspect.VALUES, "quarantined value", seen.number(), frame));
            rows.add(
                    "INSERT INTO point_quarantine (device_id, point_id, time, precedence, unscaled, scale)"
                            + " SELECT d.id, ?, ?::timestamptz, ?, ?, 0 FROM device d WHERE serial_number = ?",
                    900_000L + random.nextInt(3),
                    time(seen, frame).toString(),
                    precedence(seen, frame),
                    value,
                    names.device(seen.number()));
        }
    }

    /** The last frame that is there, as the newest; some hidden readings are of an older one. */
    private void addLatest(SeenDevice seen) {
        int newest = Blueprint.FRAMES - 1;
        while (newest >= 0 && !seen.isThere(newest)) {
            newest--;
        }
        if (newest < 0) {
            return;
        }
        int frame = newest;
        boolean isPack = !seen.isBms();
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
                                : dice.hidden(Aspect.VALUES, "older", seen.number(), point)
                                        .nextInt(2));
            }
        });
        boolean hasOlder = older.contains(1);
        rows.add(
                "INSERT INTO latest (device_id, version, time, received_at, precedence, older_time, older_received_at,"
                        + " older_precedence, point_id, point_older, value, text, pack_older, cell_mv, temp_cc) SELECT"
                        + " d.id, ?, ?::timestamptz, ?::timestamptz, ?, ?::timestamptz[], ?::timestamptz[], ?::uuid[], ?,"
                        + " ?::smallint[], ?, ?, ?, ?::smallint[], ?::smallint[] FROM device d WHERE serial_number = ?",
                dice.hidden(Aspect.PRESENCE, "version", seen.number()).nextLong(1, 1000),
                time(seen, frame).toString(),
                time(seen, frame).plusSeconds(1).toString(),
                precedence(seen, frame),
                hasOlder ? "{" + time(seen, frame).minusSeconds(100) + "}" : null,
                hasOlder ? "{" + time(seen, frame).minusSeconds(99) + "}" : null,
                hasOlder ? "{" + precedence(seen, frame) + "}" : null,
                ids.toArray(Integer[]::new),
                hasOlder ? older.toString().replace('[', '{').replace(']', '}') : null,
                values.toArray(Long[]::new),
                isPack ? null : texts.toArray(String[]::new),
                isPack ? Short.valueOf((short) 0) : null,
                isPack ? array(seen.numbers(frame, Role.CELL_VOLTAGE, CELLS, 3200)) : null,
                isPack ? array(seen.numbers(frame, Role.TEMPERATURE, 2, 2000)) : null,
                names.device(seen.number()));
    }

    /** Frames that are not seen come when they like: half of them with those that are. */
    private Instant time(SeenDevice seen, int frame) {
        Instant time = Names.time(frame);
        SplittableRandom random = dice.hidden(Aspect.OTHER_TIMES, "time", seen.number(), frame);
        return seen.at(frame) || random.nextBoolean() ? time : time.plusSeconds(random.nextInt(240));
    }

    private UUID precedence(SeenDevice seen, int frame) {
        SplittableRandom random = dice.hidden(Aspect.VALUES, "precedence", seen.number(), frame);
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
            texts.add(number == SeenDevice.NO_READING ? "NULL" : Short.toString(number));
        }
        return "{" + String.join(",", texts) + "}";
    }
}
