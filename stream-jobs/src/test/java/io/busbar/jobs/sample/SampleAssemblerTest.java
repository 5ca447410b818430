package io.busbar.jobs.sample;

import static io.busbar.jobs.sample.Devices.HV_BMS;
import static io.busbar.jobs.sample.Devices.HV_PACK;
import static io.busbar.jobs.sample.Devices.LOGGER;
import static io.busbar.jobs.sample.Devices.LV_BMS;
import static io.busbar.jobs.sample.Devices.LV_PACK;
import static io.busbar.jobs.sample.Devices.bms;
import static io.busbar.jobs.sample.Devices.cells;
import static io.busbar.jobs.sample.Devices.frame;
import static io.busbar.jobs.sample.Devices.pack;
import static io.busbar.jobs.sample.Devices.reading;
import static io.busbar.jobs.sample.Devices.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Frame;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Quality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SampleAssemblerTest {

    private final SampleAssembler assembler = new SampleAssembler(Catalogue.load());

    @Test
    void keepsPositionsOfCellsWithoutReading() {
        PackSample pack = packOf(pack(HV_PACK, -1, cells(3320, 0, 3318, 65_535, 3321, 3320, 3320, 3320, 3320, 3320)));
        assertThat(pack.cellMillivolts())
                .containsExactly(
                        3320, PackSample.NO_READING, 3318, PackSample.NO_READING, 3321, 3320, 3320, 3320, 3320, 3320);
        assertThat(pack.spread()).isEqualTo(new CellSpread(3321, 3318, 5, 3));
        assertThat(pack.cellsUsed()).isEqualTo(8);
        assertThat(pack.cellsExpected()).isEqualTo(10);
        assertThat(pack.cellQuality()).isEmpty();
    }

    @Test
    void takesTrailingZerosForPlacesWithoutCells() {
        List<Frame.Cell> cells = new ArrayList<>(Collections.nCopies(16, new Frame.Cell(3300, 0)));
        cells.addAll(Collections.nCopies(14, new Frame.Cell(0, 0)));
        PackSample pack = packOf(pack(HV_PACK, -1, cells));
        assertThat(pack.cellsExpected()).isEqualTo(16);
        assertThat(pack.cellsUsed()).isEqualTo(16);
        assertThat(pack.spread()).isNotNull();
        assertThat(pack.cellMillivolts()).hasSize(30);
    }

    @Test
    void takesTheSameZerosForPlacesWhenTheyAreSinglePoints() {
        Frame.Reading[] readings = new Frame.Reading[31];
        for (int cell = 1; cell <= 30; cell++) {
            readings[cell - 1] = reading(11_100 + 100L * cell, cell <= 16 ? 3300 + cell : 0, cell <= 16 ? 3 : 1);
        }
        readings[30] = reading(11_100, 16, 0);
        PackSample pack = packOf(pack(HV_PACK, -1, List.of(), readings));
        assertThat(pack.spread()).isEqualTo(new CellSpread(3316, 3301, 16, 1));
        assertThat(pack.cellsExpected()).isEqualTo(16);
        assertThat(pack.cellQuality()).isEmpty();
    }

    @Test
    void believesThePackWhenItSaysHowManyCellsItHas() {
        PackSample pack = packOf(pack(HV_PACK, -1, cells(3300, 3301, 0, 0), reading(11_100, 4, 0)));
        assertThat(pack.cellsExpected()).isEqualTo(4);
        assertThat(pack.spread()).isNull();
    }

    @Test
    void doesNotBelieveAnAbsurdCellCount() {
        PackSample pack = packOf(pack(HV_PACK, -1, cells(3300, 3301), reading(11_100, Integer.MAX_VALUE, 0)));
        assertThat(pack.cellsExpected()).isEqualTo(2);
        assertThat(pack.spread()).isNotNull();
    }

    @Test
    void keepsAnImplausibleCellOutOfTheSpread() {
        PackSample pack = packOf(pack(HV_PACK, -1, cells(3300, 3301, 3302, 3303, 32_767)));
        assertThat(pack.cellMillivolts()).containsExactly(3300, 3301, 3302, 3303, 32_767);
        assertThat(pack.cellQuality()).containsExactly(0, 0, 0, 0, Quality.IMPLAUSIBLE);
        assertThat(pack.cellsUsed()).isEqualTo(4);
        assertThat(pack.spread()).isEqualTo(new CellSpread(3303, 3300, 4, 1));
    }

    @Test
    void judgesCellsBeyondTheCatalogueLikeTheFirst() {
        List<Frame.Cell> cells = new ArrayList<>(Collections.nCopies(511, new Frame.Cell(3300, 0)));
        cells.add(new Frame.Cell(9_000, 0));
        PackSample pack = packOf(pack(HV_PACK, -1, cells));
        assertThat(pack.cellsUsed()).isEqualTo(511);
        assertThat(pack.cellQuality()[511]).isEqualTo((byte) Quality.IMPLAUSIBLE);
    }

    @Test
    void keepsTemperaturesWithTheirPositions() {
        Frame.Device device = new Frame.Device(
                "PACK-1",
                LV_PACK,
                -1,
                List.of(),
                List.of(),
                List.of(),
                List.of(new Frame.Temperature(1370, 0), new Frame.Temperature(Frame.Temperature.ABSENT, 0)));
        PackSample pack = packOf(device);
        assertThat(pack.centiCelsius()).containsExactly(1370, PackSample.NO_READING);
        assertThat(pack.cellMillivolts()).isEmpty();
        assertThat(pack.spread()).isNull();
    }

    @Test
    void takesTheLargestDifferentialAndTheSpanOfPacksInSeries() {
        BmsSample bms = bmsOf(frame(
                bms(HV_BMS, reading(1400, 95, 0)),
                pack(HV_PACK, 0, cells(3320, 3322)),
                named("PACK-2", pack(HV_PACK, 0, cells(3310, 3315))),
                named("STRANGER", pack(HV_PACK, -1, cells(3000, 4000)))));
        assertThat(bms.largestDifferentialMillivolts()).isEqualTo(5);
        assertThat(bms.largestDifferentialPack()).isEqualTo(2);
        assertThat(bms.spanMillivolts()).isEqualTo(12);
        assertThat(bms.socMillipercent()).isEqualTo(95_000);
    }

    @Test
    void hasNoSpanOverPacksInParallel() {
        BmsSample bms = bmsOf(frame(bms(LV_BMS), pack(LV_PACK, 0, cells(3320, 3322))));
        assertThat(bms.largestDifferentialMillivolts()).isEqualTo(2);
        assertThat(bms.spanMillivolts()).isNull();
    }

    @Test
    void gathersTheQualityOfTheHotPoints() {
        BmsSample bms =
                bmsOf(frame(bms(HV_BMS, new Frame.Reading(1400, 146, 0, Quality.ESTIMATED), reading(1000, 1, 0))));
        assertThat(bms.quality()).isEqualTo(Quality.ESTIMATED | Quality.IMPLAUSIBLE);
    }

    @Test
    void leavesNoRowForADeviceThatSentNothingForIt() {
        List<DeviceSamples> samples = assembler.assemble(
                view(frame(bms(HV_BMS), pack(HV_PACK, 0, List.of()), named("LOG-1", bms(LOGGER)))), Quality.GOOD);
        assertThat(samples).extracting(DeviceSamples::bms).containsOnlyNulls();
        assertThat(samples).extracting(DeviceSamples::pack).containsOnlyNulls();
    }

    private PackSample packOf(Frame.Device pack) {
        return Objects.requireNonNull(
                assembler.assemble(view(frame(pack)), Quality.GOOD).get(0).pack());
    }

    private BmsSample bmsOf(Frame frame) {
        return Objects.requireNonNull(
                assembler.assemble(view(frame), Quality.GOOD).get(0).bms());
    }

    private static Frame.Device named(String serialNumber, Frame.Device device) {
        return new Frame.Device(
                serialNumber,
                device.typeCode(),
                device.parentIndex(),
                device.readings(),
                device.texts(),
                device.cells(),
                device.temperatures());
    }
}
