package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.DeviceType;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ObservationTest {

    private final Observation bms = of(1);

    @Test
    void reckonsTheCapacityFromEnergyAndVoltage() {
        bms.begin("B", 1, 1, null).value(Role.RATED_ENERGY, 14_200).value(Role.VOLTAGE, 398_500);

        assertThat(bms.capacityMilliampHours()).as("14.2 kWh at 398.5 V").isEqualTo(35_633);
    }

    @Test
    void prefersTheCapacityThatTheDeviceTells() {
        Observation pack = of(12).begin("P", 1, 1, null)
                .value(Role.TOTAL_CAPACITY, 280_000)
                .packsCapacity(5);

        assertThat(pack.capacityMilliampHours()).isEqualTo(280_000);
    }

    @Test
    void knowsNoCapacityFromAVoltageThatIsAsGoodAsNone() {
        bms.begin("B", 1, 1, null).value(Role.RATED_ENERGY, 14_200_000).value(Role.VOLTAGE, 1);
        assertThat(bms.capacityMilliampHours()).isEqualTo(Observation.NO_VALUE);

        bms.begin("B", 2, 2, null).value(Role.RATED_ENERGY, 14_200).value(Role.VOLTAGE, 0);
        assertThat(bms.capacityMilliampHours()).isEqualTo(Observation.NO_VALUE);
    }

    @Test
    void forgetsTheFrameBefore() {
        Observation pack = of(12).begin("P", 1, 1, bms)
                .cells(new short[] {3300, 3400}, null, 2)
                .temperatures(new short[] {2500})
                .value(Role.SOC, 50_000)
                .value(14_300, 3, Quality.GOOD)
                .packsCapacity(5);
        pack.fold();
        assertThat(pack.highestCellMillivolts()).isEqualTo(3400);

        pack.begin("Q", 2, 3, null).fold();

        assertThat(pack.serialNumber()).isEqualTo("Q");
        assertThat(pack.receivedAtMillis()).isEqualTo(3);
        assertThat(pack.parent()).isNull();
        assertThat(pack.highestCellMillivolts()).isEqualTo(Observation.NO_VALUE);
        assertThat(pack.highestCell()).isZero();
        assertThat(pack.hottestCentiCelsius()).isEqualTo(Observation.NO_VALUE);
        assertThat(pack.quorum()).isFalse();
        assertThat(pack.slot(PointSlots.ofRole(Role.SOC))).isEqualTo(Observation.NO_VALUE);
        assertThat(pack.slot(pack.slots.ofId(14_300))).isEqualTo(Observation.NO_VALUE);
        assertThat(pack.capacityMilliampHours()).isEqualTo(Observation.NO_VALUE);
    }

    @Test
    void namesTheFirstOfSeveralEqualCells() {
        Observation pack = of(12).begin("P", 1, 1, null)
                .cells(new short[] {3300, 3400, 3300, 3400}, new byte[] {0, Quality.IMPLAUSIBLE, 0, 0}, 4);
        pack.fold();

        assertThat(pack.highestCell()).isEqualTo(4);
        assertThat(pack.lowestCell()).isEqualTo(1);
    }

    @Test
    void passesOverWhatTheDeviceTypeDoesNotHave() {
        Observation pack = of(11).begin("P", 1, 1, null).value(Role.SOC, 50_000).value(999, 1, Quality.GOOD);

        assertThat(pack.slot(PointSlots.ofRole(Role.SOC))).isEqualTo(Observation.NO_VALUE);
    }

    private static Observation of(int typeCode) {
        DeviceType type = Objects.requireNonNull(RuleText.CATALOGUE.deviceType(typeCode));
        return Observation.of(RuleText.CATALOGUE, type);
    }
}
