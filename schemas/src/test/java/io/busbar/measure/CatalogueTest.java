package io.busbar.measure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private final Catalogue catalogue = Catalogue.load();
    private final DeviceType highVoltageBms = type("BMS/Dyness/High Voltage");
    private final DeviceType lowVoltageBms = type("BMS/Dyness/Low Voltage");
    private final DeviceType junior = type("BMS/Dyness/Junior Box");
    private final DeviceType highVoltagePack = type("Batteries/Dyness/High Voltage");
    private final DeviceType lowVoltagePack = type("Batteries/Dyness/Low Voltage");

    @Test
    void findsDeviceTypesByPathAndByCode() {
        assertThat(catalogue.deviceTypes())
                .extracting(DeviceType::code, DeviceType::path)
                .containsExactly(
                        tuple(1, "BMS/Dyness/High Voltage"),
                        tuple(2, "BMS/Dyness/Low Voltage"),
                        tuple(3, "BMS/Dyness/Junior Box"),
                        tuple(11, "Batteries/Dyness/High Voltage"),
                        tuple(12, "Batteries/Dyness/Low Voltage"),
                        tuple(21, "Logger/Dyness/Logger"));
        assertThat(catalogue.deviceTypes()).allSatisfy(type -> {
            assertThat(catalogue.deviceType(type.code())).isEqualTo(type);
            assertThat(catalogue.deviceType(type.path())).isEqualTo(type);
        });
        assertThat(catalogue.deviceType(4)).isNull();
        assertThat(catalogue.deviceType("bms/dyness/high voltage")).isNull();
    }

    @Test
    void givesTheSameIdAnotherMeaningOnAnotherDeviceType() {
        MeasuringPoint soc = requireNonNull(catalogue.point(highVoltageBms, 1400));
        assertThat(soc.role()).isEqualTo(Role.SOC);
        assertThat(soc.unit()).isEqualTo("%");
        assertThat(soc.scale()).isEqualTo(3);
        MeasuringPoint packedLocation = requireNonNull(catalogue.point(lowVoltageBms, 1400));
        assertThat(packedLocation.name()).isEqualTo("Packed location of max cell V");
        assertThat(packedLocation.role()).isEqualTo(Role.NONE);
        assertThat(packedLocation.scale()).isZero();
    }

    @Test
    void findsTheSameRoleUnderDifferentIds() {
        assertThat(idOf(highVoltageBms, Role.SOC)).isEqualTo(1400);
        assertThat(idOf(lowVoltageBms, Role.SOC)).isEqualTo(800);
        assertThat(idOf(junior, Role.SOC)).isEqualTo(800);
        assertThat(idOf(highVoltageBms, Role.VOLTAGE)).isEqualTo(1100);
        assertThat(idOf(lowVoltageBms, Role.VOLTAGE)).isEqualTo(600);
        assertThat(idOf(lowVoltagePack, Role.VOLTAGE)).isEqualTo(13_500);
        assertThat(idOf(highVoltageBms, Role.CURRENT)).isEqualTo(1000);
        assertThat(idOf(lowVoltageBms, Role.CURRENT)).isEqualTo(700);
        assertThat(idOf(lowVoltagePack, Role.CURRENT)).isEqualTo(13_400);
        assertThat(idOf(highVoltageBms, Role.SOH)).isEqualTo(1500);
        assertThat(idOf(lowVoltageBms, Role.SOH)).isEqualTo(1200);
        assertThat(catalogue.byRole(highVoltagePack, Role.SOC)).isNull();
    }

    @Test
    void refusesToPickOnePointOfARoleThatSeveralPlay() {
        assertThatThrownBy(() -> catalogue.byRole(highVoltagePack, Role.CELL_VOLTAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("several points may play the role CELL_VOLTAGE");
    }

    @Test
    void findsPointsByCode() {
        assertThat(catalogue.point(highVoltageBms, "1400")).isSameAs(catalogue.point(highVoltageBms, 1400));
        assertThat(catalogue.point(highVoltageBms, "T")).isSameAs(catalogue.point(highVoltageBms, 1));
        assertThat(catalogue.point(highVoltageBms, "SUB")).isSameAs(catalogue.byRole(highVoltageBms, Role.SUBDEVICES));
        assertThat(requireNonNull(catalogue.point(highVoltageBms, "TIME")).kind())
                .isEqualTo(ValueKind.TEXT);
        assertThat(catalogue.point(highVoltageBms, "01400")).isNull();
        assertThat(catalogue.point(highVoltageBms, "1")).isNull();
    }

    @Test
    void answersNullForWhatItDoesNotKnow() {
        DeviceType foreign = new DeviceType(999, Category.BMS, "Other", "Other");
        assertThat(catalogue.point(highVoltageBms, 1401)).isNull();
        assertThat(catalogue.point(highVoltageBms, -1)).isNull();
        assertThat(catalogue.point(foreign, 1400)).isNull();
        assertThat(catalogue.point(foreign, "1400")).isNull();
        assertThat(catalogue.points(foreign)).isEmpty();
        assertThat(catalogue.byRole(foreign, Role.SOC)).isNull();
        assertThat(catalogue.cell(foreign, 1)).isNull();
        assertThat(catalogue.packType(foreign)).isNull();
    }

    @Test
    void ordersThePointsOfATypeById() {
        assertThat(catalogue.deviceTypes()).allSatisfy(type -> assertThat(catalogue.points(type))
                .extracting(MeasuringPoint::id)
                .isSorted()
                .doesNotHaveDuplicates());
    }

    @Test
    void numbersCellsAndTemperatures() {
        IntStream.rangeClosed(1, 30)
                .forEach(i -> assertNumbered(catalogue.cell(highVoltagePack, i), 11_100 + 100 * i, i));
        IntStream.rangeClosed(1, 16)
                .forEach(i -> assertNumbered(catalogue.cell(lowVoltagePack, i), 10_200 + 100 * i, i));
        IntStream.rangeClosed(1, 8)
                .forEach(j -> assertNumbered(catalogue.temperature(highVoltagePack, j), 14_200 + 100 * j, j));
        IntStream.rangeClosed(1, 5)
                .forEach(j -> assertNumbered(catalogue.temperature(lowVoltagePack, j), 12_300 + 100 * j, j));
        assertThat(catalogue.cell(highVoltagePack, 0)).isNull();
        assertThat(catalogue.cell(highVoltagePack, 31)).isNull();
        assertThat(catalogue.cell(lowVoltagePack, 512)).isNull();
        assertThat(catalogue.temperature(lowVoltagePack, 6)).isNull();
        assertThat(catalogue.cell(highVoltageBms, 1)).isNull();
    }

    @Test
    void derivesThePointsOfAPackFromItsCells() {
        MeasuringPoint differential = requireNonNull(catalogue.byRole(highVoltagePack, Role.CELL_DIFFERENTIAL));
        assertThat(differential.id()).isEqualTo(10_000_001);
        assertThat(differential.derived()).isTrue();
        assertThat(differential.inputs()).hasSize(30).startsWith(11_200).endsWith(14_100);
        assertThat(catalogue.inputs(differential)).first().isSameAs(catalogue.cell(highVoltagePack, 1));
        assertThat(catalogue.points(lowVoltagePack).stream().filter(MeasuringPoint::derived))
                .extracting(MeasuringPoint::id, MeasuringPoint::role)
                .containsExactly(
                        tuple(10_000_001, Role.CELL_DIFFERENTIAL),
                        tuple(10_000_002, Role.DERIVED_MAX_CELL),
                        tuple(10_000_003, Role.DERIVED_MIN_CELL),
                        tuple(10_000_004, Role.DERIVED_MAX_CELL_NUMBER),
                        tuple(10_000_005, Role.DERIVED_MIN_CELL_NUMBER),
                        tuple(10_000_006, Role.CELLS_USED));
    }

    @Test
    void derivesThePointsOfABmsFromTheCellsOfItsPacks() {
        MeasuringPoint span = requireNonNull(catalogue.byRole(highVoltageBms, Role.SERIES_SPAN));
        assertThat(catalogue.inputs(span)).hasSize(30).allSatisfy(input -> {
            assertThat(input.deviceType()).isEqualTo(highVoltagePack);
            assertThat(input.role()).isEqualTo(Role.CELL_VOLTAGE);
        });
        MeasuringPoint largest = requireNonNull(catalogue.byRole(lowVoltageBms, Role.LARGEST_DIFFERENTIAL));
        assertThat(catalogue.inputs(largest)).hasSize(16).contains(catalogue.cell(lowVoltagePack, 16));
        assertThat(catalogue.byRole(lowVoltageBms, Role.SERIES_SPAN)).isNull();
        assertThat(catalogue.packType(highVoltageBms)).isEqualTo(highVoltagePack);
        assertThat(catalogue.packType(highVoltagePack)).isNull();
    }

    @Test
    void letsAJuniorBoxHaveTheLowVoltageHostPointsToo() {
        MeasuringPoint own = requireNonNull(catalogue.point(junior, 4600));
        MeasuringPoint shared = requireNonNull(catalogue.point(junior, 600));
        assertThat(own.name()).isEqualTo("PV voltage");
        assertThat(shared.deviceType()).isEqualTo(junior);
        assertThat(shared.role()).isEqualTo(Role.VOLTAGE);
        assertThat(catalogue.points(junior))
                .hasSize(35 + catalogue.points(lowVoltageBms).size());
    }

    @Test
    void judgesPlausibilityAtTheScaleOfThePoint() {
        MeasuringPoint cell = requireNonNull(catalogue.cell(highVoltagePack, 1));
        assertThat(List.of(500L, 3_318L, 4_500L)).allMatch(cell::plausible);
        assertThat(List.of(0L, 499L, 4_501L)).noneMatch(cell::plausible);
        MeasuringPoint temperature = requireNonNull(catalogue.temperature(highVoltagePack, 1));
        assertThat(List.of(-4_000L, 1_370L, 12_500L)).allMatch(temperature::plausible);
        assertThat(List.of(-4_001L, 12_501L)).noneMatch(temperature::plausible);
        assertThat(requireNonNull(catalogue.point(highVoltageBms, 1400)).plausible(146_000))
                .isFalse();
        assertThat(requireNonNull(catalogue.point(highVoltageBms, 1500)).plausible(200_000))
                .isFalse();
    }

    private static void assertNumbered(@Nullable MeasuringPoint point, int id, int index) {
        assertThat(requireNonNull(point).id()).isEqualTo(id);
        assertThat(point.index()).isEqualTo(index);
    }

    private int idOf(DeviceType type, Role role) {
        return requireNonNull(catalogue.byRole(type, role), role.name()).id();
    }

    private DeviceType type(String path) {
        return requireNonNull(catalogue.deviceType(path), path);
    }
}
