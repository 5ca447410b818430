package io.busbar.standalone.secrecy;

import io.busbar.standalone.secrecy.Dice.Aspect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Roll-ups of devices as rows of one world, made of no samples: so answers that take one tell of it. What of a bucket the asker sees is as in every
 * world; all else, and the buckets around a change of owner, in which samples of both count, is as it happens. Confined to one thread.
 *
 * <pre>
 *  28 May  1h  1h  1h          days of Berlin: 27 to 28, 28 to 29 May           1 June  5m 5m … ▲ … 5m
 *                                                                                               └ some devices change hands
 * </pre>
 */
final class RollupRows {

    private static final List<String> BMS_VALUES = List.of("voltage", "current", "soc");
    private static final List<Long> BMS_POINTS = List.of(1100L, 1000L, 1400L);
    private static final long DIFFERENTIAL = 10_000_001;
    private static final long ENERGY_IN = 10_000_021;
    private static final long ENERGY_OUT = 10_000_022;
    private static final List<String> PARTS = List.of(
            "count",
            "first",
            "first_ms",
            "last",
            "last_ms",
            "min",
            "min_ms",
            "max",
            "max_ms",
            "weighted",
            "covered_ms");
    private static final int HOURS = 5;
    private static final Instant FIRST_HOUR = Instant.parse("2026-05-28T00:00:00Z");
    private static final Instant FIRST_DAY = Instant.parse("2026-05-27T22:00:00Z");

    private static final String BMS = insert(
            "soc_rollup",
            "bms_id",
            BMS_VALUES,
            List.of("energy_in_uj", "energy_out_uj", "charge_in_uc", "charge_out_uc", "power_covered_ms"));
    private static final String PACK =
            insert("pack_rollup", "pack_id", List.of("diff"), List.of("distribution", "cells_used", "cells_expected"));

    private final Dice dice;
    private final Names names;
    private final Rows rows;

    /**
     * @param frame as which the asker sees it
     * @param isMixed whether samples of two owners may count in it
     */
    private record Bucket(String level, Instant from, Duration length, int frame, boolean isMixed) {}

    RollupRows(Names names, Dice dice, Rows rows) {
        this.names = names;
        this.dice = dice;
        this.rows = rows;
    }

    void add(SeenDevice seen) {
        for (int frame = 0; frame < Blueprint.FRAMES; frame++) {
            boolean isMixed = seen.changesHands() && (frame == Blueprint.MIDDLE - 1 || frame == Blueprint.MIDDLE);
            add(seen, new Bucket("5m", Names.time(frame), Duration.ofMinutes(5), frame, isMixed));
        }
        for (int hour = 0; hour < HOURS; hour++) {
            Instant from = FIRST_HOUR.plus(Duration.ofHours(hour));
            add(seen, new Bucket("1h", from, Duration.ofHours(1), 0, false));
        }
        for (int day = 0; day < 2; day++) {
            Instant from = FIRST_DAY.plus(Duration.ofDays(day));
            add(seen, new Bucket("1d", from, Duration.ofDays(1), 0, false));
        }
    }

    private void add(SeenDevice seen, Bucket bucket) {
        boolean isSeen = !bucket.isMixed() && seen.at(bucket.frame());
        String of = bucket.level() + bucket.from();
        SplittableRandom random = dice.draw(isSeen, seen.otherwise(bucket.frame()), "roll-up", seen.number(), of);
        if (random.nextInt(6) == 0) {
            return;
        }
        List<@Nullable Object> row = new ArrayList<>();
        row.add(bucket.level());
        row.add(bucket.from().toString());
        row.add(bucket.from().plus(bucket.length()).toString());
        row.add(random.nextInt(4));
        row.add(new Integer[] {300, 60, null}[random.nextInt(3)]);
        if (seen.isBms()) {
            for (long point : BMS_POINTS) {
                addSummary(row, seen, bucket, point);
            }
            boolean seesIn = isSeen && seen.sees(bucket.frame(), ENERGY_IN);
            boolean seesOut = isSeen && seen.sees(bucket.frame(), ENERGY_OUT);
            row.add(number(seesIn, seen, bucket, "energy in"));
            row.add(number(seesOut, seen, bucket, "energy out"));
            row.add(number(false, seen, bucket, "charge in"));
            row.add(number(false, seen, bucket, "charge out"));
            row.add((int) number(seesIn || seesOut, seen, bucket, "covered"));
        } else {
            addSummary(row, seen, bucket, DIFFERENTIAL);
            row.add(new byte[0]);
            row.add((short) random.nextInt(9));
            row.add((short) random.nextInt(9));
        }
        row.add(names.device(seen.number()));
        rows.add(seen.isBms() ? BMS : PACK, row.toArray());
        if (random.nextInt(8) == 0) {
            rows.add(
                    "INSERT INTO dirty_bucket SELECT id, ?, ?::timestamptz, 300, 'UTC' FROM device WHERE serial_number = ?",
                    bucket.level(),
                    bucket.from().toString(),
                    names.device(seen.number()));
        }
    }

    /** Values of {@link #PARTS}. */
    private void addSummary(List<@Nullable Object> row, SeenDevice seen, Bucket bucket, long point) {
        boolean isSeen = !bucket.isMixed() && seen.sees(bucket.frame(), point);
        String of = bucket.level() + bucket.from() + point;
        SplittableRandom random = dice.draw(isSeen, Aspect.VALUES, "count of roll-up", seen.number(), of);
        int count = random.nextInt(4);
        row.add(count);
        for (String value : List.of("first", "last", "min", "max")) {
            row.add(count == 0 ? null : (Object) (int) number(isSeen, seen, bucket, value + point));
            row.add(count == 0 ? null : (Object) random.nextInt(300_000));
        }
        row.add(number(isSeen, seen, bucket, "weighted" + point));
        row.add(random.nextInt(300_000));
    }

    private static long number(boolean isSeen, SeenDevice seen, Bucket bucket, String name) {
        return seen.number(
                isSeen, bucket.frame(), 1, 1_000_000, "number of roll-up", bucket.level() + bucket.from() + name);
    }

    private static String insert(String table, String device, List<String> values, List<String> others) {
        List<String> columns = new ArrayList<>(List.of("level", "bucket", "until", "received", "interval_seconds"));
        for (String value : values) {
            PARTS.forEach(part -> columns.add(value + '_' + part));
        }
        columns.addAll(others);
        List<String> given = new ArrayList<>(Collections.nCopies(columns.size(), "?"));
        given.set(1, "?::timestamptz");
        given.set(2, "?::timestamptz");
        return "INSERT INTO " + table + " (" + device + ", expected, " + String.join(", ", columns) + ") SELECT id, 1, "
                + String.join(", ", given) + " FROM device WHERE serial_number = ?";
    }
}
