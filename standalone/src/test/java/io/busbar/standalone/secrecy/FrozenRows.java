package io.busbar.standalone.secrecy;

import io.busbar.measure.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Frozen buckets of devices as rows of one world, and from when on there are rows of frames: from 31 May, or from tomorrow, so that all of today is
 * told by what is frozen. Some devices change hands today; then there is a row for each owner, or one for both, which is nobody's to see. Confined
 * to one thread.
 */
final class FrozenRows {

    private static final Instant OLD_DAY = Instant.parse("2026-05-30T00:00:00Z");
    private static final Instant TODAY = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant TOMORROW = Instant.parse("2026-06-02T00:00:00Z");
    private static final Instant NEXT_TO_OLD_DAY = Instant.parse("2026-05-31T00:00:00Z");

    /** Of the day, in which today's devices begin to speak, and in which they change hands. */
    private static final int FIRST_QUARTER = 44;

    private static final int MIDDLE_QUARTER = 46;
    private static final int LAST_QUARTER = 48;
    private static final int QUARTER_MILLIS = 900_000;
    private static final int CELLS = 10;
    private static final Map<String, Long> BMS_SERIES = Map.of(
            "voltage_mv", 1100L,
            "current_ma", 1000L,
            "soc_millipercent", 1400L,
            "soh_millipercent", 1500L,
            "remaining_wh", 1600L,
            "point 1700", 1700L,
            "point 1800", 1800L);
    private static final Map<String, Long> PACK_SERIES =
            Map.of("diff_mv", 10_000_001L, "max_mv", 10_000_002L, "point 11000", 11_000L, "point 11100", 11_100L);

    private final Dice dice;
    private final Names names;
    private final Rows rows;

    /**
     * @param frame as which the asker sees it
     * @param isMixed whether two owners had the device in it
     */
    private record Part(Instant from, Instant to, int frame, boolean isMixed, int firstQuarter, int lastQuarter) {}

    FrozenRows(Names names, Dice dice, Rows rows) {
        this.names = names;
        this.dice = dice;
        this.rows = rows;
    }

    /** The same in every world. */
    void addHorizons() {
        Instant horizon = dice.chance(0.3, "frozen today") ? TOMORROW : NEXT_TO_OLD_DAY;
        for (String table : List.of("bms_sample", "pack_sample", "point_sample")) {
            rows.add(
                    "INSERT INTO storage_retention (table_name, horizon) VALUES (?, ?::timestamptz)",
                    table,
                    horizon.toString());
        }
    }

    void add(SeenDevice seen) {
        Instant middle = Names.time(Blueprint.MIDDLE);
        add(seen, new Part(OLD_DAY, NEXT_TO_OLD_DAY, 0, false, 0, LAST_QUARTER));
        if (seen.changesHands() && dice.chance(0.7, "frozen apart", seen.number())) {
            add(seen, new Part(TODAY, middle, 0, false, FIRST_QUARTER, MIDDLE_QUARTER));
            add(seen, new Part(middle, TOMORROW, Blueprint.MIDDLE, false, MIDDLE_QUARTER, LAST_QUARTER));
        } else {
            add(seen, new Part(TODAY, TOMORROW, 0, seen.changesHands(), FIRST_QUARTER, LAST_QUARTER));
        }
    }

    private void add(SeenDevice seen, Part part) {
        series(seen, part).forEach((series, isSeen) -> {
            SplittableRandom random = dice.draw(
                    isSeen,
                    seen.otherwise(part.frame()),
                    "frozen",
                    seen.number(),
                    series,
                    part.from().toString());
            List<Integer> quarters = new ArrayList<>();
            for (int quarter = part.firstQuarter(); quarter < part.lastQuarter(); quarter++) {
                if (random.nextInt(4) > 0) {
                    quarters.add(quarter);
                }
            }
            rows.add(
                    "INSERT INTO frozen_bucket (device_id, time, until, series, quarter, count, min, max, last, last_ms, weighted, covered_ms)"
                            + " SELECT id, ?::timestamptz, ?::timestamptz, ?, ?::smallint[], ?, ?, ?, ?, ?, ?::numeric[], ? FROM device WHERE serial_number = ?",
                    part.from().toString(),
                    part.to().toString(),
                    series,
                    quarters.toArray(Integer[]::new),
                    Collections.nCopies(quarters.size(), 1 + random.nextInt(3)).toArray(Integer[]::new),
                    values(seen, part, series, isSeen, quarters),
                    values(seen, part, series, isSeen, quarters),
                    values(seen, part, series, isSeen, quarters),
                    quarters.stream()
                            .map(quarter -> quarter * QUARTER_MILLIS + 1)
                            .toArray(Integer[]::new),
                    values(seen, part, series, isSeen, quarters),
                    Collections.nCopies(quarters.size(), 1).toArray(Integer[]::new),
                    names.device(seen.number()));
        });
    }

    private static Long[] values(SeenDevice seen, Part part, String series, boolean isSeen, List<Integer> quarters) {
        return quarters.stream()
                .map(quarter ->
                        seen.number(isSeen, part.frame(), 1, 1_000_000, "frozen value", series + part.from() + quarter))
                .toArray(Long[]::new);
    }

    /** By name, in order: whether the asker sees it. */
    private Map<String, Boolean> series(SeenDevice seen, Part part) {
        Map<String, Boolean> series = new TreeMap<>();
        (seen.isBms() ? BMS_SERIES : PACK_SERIES)
                .forEach((name, point) -> series.put(name, !part.isMixed() && seen.sees(part.frame(), point)));
        if (!seen.isBms()) {
            List<Long> cells = seen.numbered(Role.CELL_VOLTAGE);
            for (int i = 0; i < CELLS; i++) {
                series.put("cell_mv[" + (i + 1) + "]", !part.isMixed() && seen.sees(part.frame(), cells.get(i)));
            }
        }
        return series;
    }
}
