package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ten slots of ten seconds; times in seconds. */
final class ExtremeRowsTest {

    private static final Column VOLTAGE = voltage();

    private final ArrayDeque<SeriesBlock> rows = new ArrayDeque<>();

    @Test
    void keepTheFirstLeastAndTheFirstGreatestOfASlot() throws Exception {
        add(0, 5L);
        add(1, 3L);
        add(2, 3L);
        add(3, 9L);
        add(4, 9L);
        add(5, 4L);
        add(10, 7L);
        assertThat(thinned()).containsExactly("1: 3", "3: 9", "10: 7");
    }

    @Test
    void goOnBehindSlotsWhoseRowsHaveNoValue() throws Exception {
        add(1, (Long) null);
        add(2, 5L);
        add(11, (Long) null);
        add(12, (Long) null);
        add(31, 6L);
        add(95, (Long) null);
        assertThat(thinned()).containsExactly("2: 5", "31: 6");
    }

    private void add(long atSeconds, @Nullable Long value) {
        rows.add(SeriesBlocks.of(atSeconds * 1_000, value));
    }

    private List<String> thinned() throws Exception {
        ExtremeRows extremes = new ExtremeRows(
                new Given(),
                List.of(VOLTAGE),
                new SeriesRequest(
                        List.of(),
                        List.of(),
                        Instant.ofEpochSecond(0),
                        Instant.ofEpochSecond(100),
                        Bucket.RAW,
                        null,
                        ZoneOffset.UTC,
                        10,
                        1_000),
                10);
        List<String> kept = new ArrayList<>();
        SeriesRow row = new SeriesRow(1);
        for (long at = extremes.timeMillis(); at != Long.MAX_VALUE; at = extremes.timeMillis()) {
            row.begin(at);
            extremes.fill(at, row);
            kept.add(at / 1_000 + ": " + (row.has(0) ? row.value(0) : "-"));
        }
        return kept;
    }

    private static Column voltage() {
        Catalogue catalogue = Catalogue.load();
        DeviceType type = Objects.requireNonNull(catalogue.deviceType(1));
        return Objects.requireNonNull(new Columns(catalogue).ofSeries(type, "voltage_mv"));
    }

    /** The rows of the test. */
    private final class Given implements RowCursor {

        @Override
        public long timeMillis() {
            return rows.isEmpty() ? Long.MAX_VALUE : rows.element().timeMillis(0);
        }

        @Override
        public void fill(long atMillis, SeriesRow target) {
            SeriesBlock row = rows.remove();
            if (row.has(0, 0)) {
                target.set(0, row.value(0, 0));
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
