package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roll-ups of a recorded afternoon come to what was computed from the same file elsewhere. */
final class RecordedRollupTest {

    private static final String LOG = "2026-08-09T11-28-32.csv";
    private static final Cadence CADENCE = Cadence.ofSeconds(300);
    private static final ZoneId ZONE = ZoneId.of("Europe/Chisinau");
    private static final double PART_PER_MILLION = 1e-6;

    /** The last sample has nothing to hold to, so that the mean is of the time up to it. */
    @Test
    void weighsVoltageByTime() throws IOException {
        List<RecordedLog.Row> rows = RecordedLog.rows(LOG);
        List<BmsBucket> days = new ArrayList<>();
        BmsFold fold = new BmsFold(BucketGrid.days(ZONE), CADENCE, BucketRange.ALL, days::add);
        rows.forEach(row -> fold.add(row.atMillis(), row.millivolts(), row.milliamps(), row.socMillipercent()));
        fold.finish();

        RecordedLog.Row last = rows.get(rows.size() - 1);
        ValueSummary voltage = days.get(0).voltage();
        long recordedMillis = last.atMillis() - rows.get(0).atMillis();
        long weighted = voltage.weighted() - last.millivolts() * CADENCE.gapCapMillis();
        assertThat(days).hasSize(1);
        assertThat(voltage.coveredMillis()).isEqualTo(recordedMillis + CADENCE.gapCapMillis());
        assertThat(new ValueSummary(null, weighted, recordedMillis).exactMean())
                .isCloseTo(new BigDecimal("54109.559"), within(new BigDecimal("0.0005")));
        assertThat(voltage.mean()).isEqualTo(54_121L);
        assertThat(days.get(0).place().received()).isEqualTo(3_207);
        assertThat(days.get(0).place().expected()).isEqualTo(288);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5m", "1h", "1d"})
    void countsEnergyInAndOutAtEveryLevel(String word) throws IOException {
        Throughput all = throughput(RecordedLog.rows(LOG), grid(word));

        assertThat(all.energy().inWattOrAmpereHours()).isCloseTo(298.0134, within(298.0134 * PART_PER_MILLION));
        assertThat(all.energy().outWattOrAmpereHours()).isCloseTo(153.7005, within(153.7005 * PART_PER_MILLION));
        assertThat(all.coveredMillis()).isEqualTo((1_786_294_156L - 1_786_274_916L) * 1_000);
        assertThat(all).isEqualTo(throughput(RecordedLog.rows(LOG), BucketGrid.days(ZONE)));
    }

    @Test
    void losesEnergyToACadenceOfFiveMinutes() throws IOException {
        Map<Long, RecordedLog.Row> lastOfSlot = RecordedLog.rows(LOG).stream()
                .collect(Collectors.toMap(row -> row.atMillis() / 300_000, row -> row, (a, b) -> b, TreeMap::new));
        Throughput all = throughput(List.copyOf(lastOfSlot.values()), BucketGrid.FIVE_MINUTES);

        assertThat(lastOfSlot).hasSize(65);
        assertThat(all.energy().inWattOrAmpereHours()).isCloseTo(287.721, within(0.0005));
        assertThat(all.energy().outWattOrAmpereHours()).isCloseTo(125.403, within(0.0005));
    }

    @Test
    void findsTheSpreadOfEveryHourToTheMillivolt() throws IOException {
        Map<String, String> spreads = new TreeMap<>();
        PackFold fold = new PackFold(BucketGrid.HOURS, CADENCE, BucketRange.ALL, hour -> {
            Observed own = hour.differential().own();
            if (own != null) {
                spreads.put(
                        Instant.ofEpochMilli(hour.place().startMillis())
                                .toString()
                                .substring(11, 13),
                        own.min() + "–" + own.max());
                assertThat(hour.widest())
                        .extracting(Widest::differentialMillivolts, Widest::atMillis)
                        .containsExactly(own.max(), own.maxAtMillis());
            }
        });
        for (RecordedLog.Row row : RecordedLog.rows(LOG)) {
            fold.add(row.atMillis(), row.differentialMillivolts(), row.highestCell(), row.lowestCell(), 16, 16);
        }
        fold.finish();

        assertThat(spreads)
                .isEqualTo(Map.of(
                        "11", "11–29", "12", "23–118", "13", "12–231", "14", "13–75", "15", "74–230", "16", "139–201"));
    }

    private static BucketGrid grid(String word) {
        return switch (word) {
            case "5m" -> BucketGrid.FIVE_MINUTES;
            case "1h" -> BucketGrid.HOURS;
            default -> BucketGrid.days(ZoneId.of("Asia/Kathmandu"));
        };
    }

    private static Throughput throughput(List<RecordedLog.Row> rows, BucketGrid grid) {
        List<BmsBucket> buckets = new ArrayList<>();
        BmsFold fold = new BmsFold(grid, CADENCE, BucketRange.ALL, buckets::add);
        rows.forEach(row -> fold.add(row.atMillis(), row.millivolts(), row.milliamps(), null));
        fold.finish();
        return buckets.stream().map(BmsBucket::throughput).reduce(Throughput.NONE, Throughput::plus);
    }
}
