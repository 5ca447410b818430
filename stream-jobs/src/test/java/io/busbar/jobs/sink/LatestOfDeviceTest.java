package io.busbar.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Precedence;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.DeviceSamples.PointText;
import io.busbar.jobs.sample.DeviceSamples.QuarantinedPoint;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Quality;
import io.busbar.topic.LatestRecord;
import io.busbar.topic.LatestRecord.Origin;
import io.busbar.topic.LatestRecord.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LatestOfDeviceTest {

    private static final Origin ORIGIN = new Origin(1_000, 1_200, new Precedence(5, 6));

    private final LatestOfDevice latest = new LatestOfDevice(Catalogue.load());

    @Test
    void hasEveryPointOfABmsInOrder() {
        BmsSample bms = new BmsSample(400_000, -1_500, 95_000, null, null, 15, 1, 17, Quality.IMPLAUSIBLE);
        DeviceSamples device = new DeviceSamples(
                "BMS",
                1,
                -1,
                null,
                bms,
                PointSamples.of(new PointSample(1800, 42, Quality.ROUNDED)),
                List.of(new PointText(50, "V1")),
                List.of(new QuarantinedPoint(77_777, 5L, 1, null)));
        LatestRecord record = latest.in(frame(0, device), device);
        assertThat(record.readings())
                .containsExactly(
                        new Reading(50, ORIGIN, 0, "V1", Quality.GOOD),
                        new Reading(1000, ORIGIN, -1_500, null, Quality.IMPLAUSIBLE),
                        new Reading(1100, ORIGIN, 400_000, null, Quality.IMPLAUSIBLE),
                        new Reading(1400, ORIGIN, 95_000, null, Quality.IMPLAUSIBLE),
                        new Reading(1800, ORIGIN, 42, null, Quality.ROUNDED),
                        new Reading(10_000_011, ORIGIN, 15, null, Quality.GOOD),
                        new Reading(10_000_012, ORIGIN, 17, null, Quality.GOOD));
        assertThat(record.cells()).isNull();
    }

    @Test
    void hasCellsAndDerivedPointsOfAPack() {
        PackSample pack = new PackSample(
                new short[] {3318, PackSample.NO_READING, 3321},
                new byte[0],
                new short[] {1370},
                new CellSpread(3321, 3318, 3, 1),
                2,
                2);
        LatestRecord record = latest.in(frame(FrameSamples.SKEWED, pack(pack)), pack(pack));
        assertThat(record.readings())
                .extracting(Reading::value)
                .containsExactlyInAnyOrder(3L, 3321L, 3318L, 3L, 1L, 2L);
        assertThat(record.readings()).extracting(Reading::quality).containsOnly(Quality.SKEWED);
        assertThat(record.cells()).isNotNull().satisfies(cells -> {
            assertThat(cells.origin()).isEqualTo(ORIGIN);
            assertThat(cells.millivolts()).containsExactly(3318, LatestRecord.Cells.NO_READING, 3321);
            assertThat(cells.centiCelsius()).containsExactly(1370);
        });
    }

    @Test
    void hasNoDifferentialBelowQuorum() {
        PackSample pack = new PackSample(new short[] {3318}, new byte[0], new short[0], null, 1, 16);
        LatestRecord record = latest.in(frame(0, pack(pack)), pack(pack));
        assertThat(record.readings()).singleElement().satisfies(used -> assertThat(used.value())
                .isEqualTo(1));
    }

    private static DeviceSamples pack(PackSample pack) {
        return new DeviceSamples("PACK", 11, -1, pack, null, PointSamples.NONE, List.of(), List.of());
    }

    private static FrameSamples frame(int flags, DeviceSamples device) {
        return new FrameSamples(
                "L",
                0,
                0,
                ORIGIN.receivedAtMillis(),
                ORIGIN.observedAtMillis(),
                ORIGIN.precedence().high(),
                ORIGIN.precedence().low(),
                flags,
                List.of(device),
                null);
    }
}
