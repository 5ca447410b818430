package io.busbar.jobs.sample;

import static io.busbar.jobs.sample.Devices.HV_BMS;
import static io.busbar.jobs.sample.Devices.HV_PACK;
import static io.busbar.jobs.sample.Devices.LV_BMS;
import static io.busbar.jobs.sample.Devices.bms;
import static io.busbar.jobs.sample.Devices.cells;
import static io.busbar.jobs.sample.Devices.frame;
import static io.busbar.jobs.sample.Devices.pack;
import static io.busbar.jobs.sample.Devices.reading;
import static io.busbar.jobs.sample.Devices.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Frame;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.DeviceSamples.PointText;
import io.busbar.jobs.sample.DeviceSamples.QuarantinedPoint;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class DeviceReadingsTest {

    private static final Catalogue CATALOGUE = Catalogue.load();

    @Test
    void routesTheSameIdByDeviceType() {
        assertThat(sort(bms(HV_BMS, reading(1400, 95, 0))).hot)
                .isEqualTo(Map.of(Role.SOC, new PointSample(1400, 95_000, Quality.GOOD)));
        DeviceReadings lowVoltage = sort(bms(LV_BMS, reading(1400, 258, 0), reading(800, 12, 0)));
        assertThat(lowVoltage.hot).isEqualTo(Map.of(Role.SOC, new PointSample(800, 12_000, Quality.GOOD)));
        assertThat(lowVoltage.points).extracting(PointSample::pointId).containsExactly(1400);
    }

    @Test
    void bringsValuesToTheScaleOfTheCatalogue() {
        DeviceReadings readings = sort(bms(
                HV_BMS,
                reading(1100, 3983, 1),
                reading(1000, -12_3456, 4),
                reading(1400, 95_0004, 4),
                reading(1500, 99_9995, 4)));
        assertThat(readings.hot.get(Role.VOLTAGE)).isEqualTo(new PointSample(1100, 398_300, Quality.GOOD));
        assertThat(readings.hot.get(Role.CURRENT)).isEqualTo(new PointSample(1000, -12_346, Quality.ROUNDED));
        assertThat(readings.hot.get(Role.SOC)).isEqualTo(new PointSample(1400, 95_000, Quality.ROUNDED));
        assertThat(readings.hot.get(Role.SOH)).isEqualTo(new PointSample(1500, 100_000, Quality.ROUNDED));
    }

    @Test
    void flagsImplausibleValuesAndKeepsThem() {
        assertThat(sort(bms(HV_BMS, reading(1400, 146, 0))).hot.get(Role.SOC))
                .isEqualTo(new PointSample(1400, 146_000, Quality.IMPLAUSIBLE));
    }

    @Test
    void keepsQualityOfLoggerAndFrame() {
        Frame.Device device = bms(HV_BMS, new Frame.Reading(1400, 95, 0, Quality.ESTIMATED));
        assertThat(sort(device, Quality.SKEWED).hot.get(Role.SOC))
                .isEqualTo(new PointSample(1400, 95_000, Quality.ESTIMATED | Quality.SKEWED));
    }

    @Test
    void quarantinesWhatIsTooLargeForItsPlace() {
        DeviceReadings readings =
                sort(bms(HV_BMS, reading(1400, Long.MAX_VALUE, 0), reading(1100, Integer.MAX_VALUE, 0)));
        assertThat(readings.hot).isEmpty();
        assertThat(readings.quarantined)
                .containsExactly(
                        new QuarantinedPoint(1400, Long.MAX_VALUE, 0, null),
                        new QuarantinedPoint(1100, (long) Integer.MAX_VALUE, 0, null));
    }

    @Test
    void quarantinesPointsThatTheDeviceTypeDoesNotHave() {
        DeviceReadings readings =
                sort(bms(HV_BMS, reading(4_294_967_294L, 7, 2), reading(10_000_011, 3, 3), reading(10, 1, 0)));
        assertThat(readings.points).isEmpty();
        assertThat(readings.quarantined)
                .containsExactly(
                        new QuarantinedPoint(4_294_967_294L, 7L, 2, null),
                        new QuarantinedPoint(10_000_011, 3L, 3, null),
                        new QuarantinedPoint(10, 1L, 0, null));
    }

    @Test
    void tellsTextsFromNumbers() {
        List<Frame.Text> texts = List.of(new Frame.Text(50, "2.01"), new Frame.Text(1400, "95"));
        Frame.Device device =
                new Frame.Device("BMS-1", HV_BMS, Frame.Device.NO_PARENT, List.of(), texts, List.of(), List.of());
        assertThat(sort(device).texts).containsExactly(new PointText(50, "2.01"));
        assertThat(sort(device).quarantined).containsExactly(new QuarantinedPoint(1400, null, null, "95"));
    }

    @Test
    void quarantinesSingleCellsBesideAListOfCells() {
        DeviceReadings readings = sort(pack(HV_PACK, -1, cells(3320, 3321), reading(11_200, 3320, 3)));
        assertThat(readings.cells).isEmpty();
        assertThat(readings.quarantined).containsExactly(new QuarantinedPoint(11_200, 3320L, 3, null));
    }

    @Test
    void quarantinesACellThatIsNoVoltage() {
        DeviceReadings readings =
                sort(pack(HV_PACK, -1, List.of(), reading(11_200, 40_000, 3), reading(11_300, -1, 3)));
        assertThat(readings.cells).isEmpty();
        assertThat(readings.quarantined).extracting(QuarantinedPoint::pointId).containsExactly(11_200L, 11_300L);
    }

    private static DeviceReadings sort(Frame.Device device) {
        return sort(device, Quality.GOOD);
    }

    private static DeviceReadings sort(Frame.Device device, int qualityBits) {
        DeviceType type = Objects.requireNonNull(CATALOGUE.deviceType(device.typeCode()));
        return DeviceReadings.of(CATALOGUE, type, view(frame(device)).device(0), qualityBits);
    }
}
