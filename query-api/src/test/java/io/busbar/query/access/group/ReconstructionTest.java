package io.busbar.query.access.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.PointSet.Assignment;
import io.busbar.query.access.group.Reconstruction.PointRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ReconstructionTest {

    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final List<Relation> RELATIONS = Relations.of(CATALOGUE);
    private static final DeviceType BMS = Objects.requireNonNull(CATALOGUE.deviceType(1));
    private static final DeviceType PACK = Objects.requireNonNull(CATALOGUE.deviceType(11));
    private static final DeviceType LOW_VOLTAGE_PACK = Objects.requireNonNull(CATALOGUE.deviceType(12));

    @Test
    void findsTheStateOfChargeBehindTwoEnergies() {
        assertThat(hidden(declassified(BMS, Role.REMAINING_ENERGY, Role.RATED_ENERGY)))
                .containsExactly(point(BMS, Role.SOC));
        assertThat(hidden(declassified(BMS, Role.SOC, Role.REMAINING_ENERGY)))
                .containsExactly(point(BMS, Role.RATED_ENERGY));
        assertThat(hidden(declassified(BMS, Role.SOC))).isEmpty();
    }

    @Test
    void findsTheLowestCellBehindTheHighestAndTheDifferential() {
        List<Assignment> assigned = declassified(PACK, Role.DERIVED_MAX_CELL, Role.CELL_DIFFERENTIAL);
        assertThat(hidden(assigned))
                .contains(point(PACK, Role.DERIVED_MIN_CELL), point(BMS, Role.LARGEST_DIFFERENTIAL));
        assertThat(hidden(declassified(PACK, Role.CELL_DIFFERENTIAL)))
                .containsExactly(point(BMS, Role.LARGEST_DIFFERENTIAL));
    }

    @Test
    void doesNotTakeAnUnseenDerivedPointForKnown() {
        MeasuringPoint differential = Objects.requireNonNull(CATALOGUE.byRole(PACK, Role.CELL_DIFFERENTIAL));
        assertThat(hidden(List.of(new Assignment(PACK.code(), differential.id()))))
                .as("its inputs are hidden, so it is")
                .isEmpty();
    }

    @Test
    void findsWhatFollowsFromAllCells() {
        List<Assignment> cells = new ArrayList<>();
        CATALOGUE.points(PACK).stream()
                .filter(point -> point.role() == Role.CELL_VOLTAGE)
                .forEach(cell -> cells.add(new Assignment(PACK.code(), cell.id())));
        assertThat(hidden(cells))
                .contains(
                        point(PACK, Role.CELL_DIFFERENTIAL),
                        point(PACK, Role.DERIVED_MIN_CELL_NUMBER),
                        point(BMS, Role.SERIES_SPAN),
                        point(BMS, Role.MAX_CELL_VOLTAGE));
        cells.remove(0);
        assertThat(hidden(cells)).isEmpty();
    }

    @Test
    void findsOneCellBehindTheVoltageAndTheOthers() {
        List<Assignment> assigned = declassified(LOW_VOLTAGE_PACK, Role.VOLTAGE);
        List<MeasuringPoint> cells = CATALOGUE.points(LOW_VOLTAGE_PACK).stream()
                .filter(point -> point.role() == Role.CELL_VOLTAGE)
                .toList();
        cells.subList(1, cells.size())
                .forEach(cell -> assigned.add(new Assignment(LOW_VOLTAGE_PACK.code(), cell.id())));
        assertThat(hidden(assigned)).contains(PointRef.of(cells.get(0)));
    }

    @Test
    void warnsOfNothingWhereEverythingIsShown() {
        List<Assignment> all = new ArrayList<>();
        CATALOGUE.deviceTypes().forEach(type -> CATALOGUE
                .points(type)
                .forEach(point -> all.add(new Assignment(type.code(), point.id()))));
        assertThat(hidden(all)).isEmpty();
    }

    private static List<PointRef> hidden(List<Assignment> assigned) {
        return Reconstruction.warnings(CATALOGUE, RELATIONS, PointSet.of(assigned, CATALOGUE)).stream()
                .map(Reconstruction.Warning::hidden)
                .toList();
    }

    private static List<Assignment> declassified(DeviceType type, Role... roles) {
        List<Assignment> assigned = new ArrayList<>();
        for (Role role : roles) {
            assigned.add(new Assignment(
                    type.code(),
                    Objects.requireNonNull(CATALOGUE.byRole(type, role)).id(),
                    true));
        }
        return assigned;
    }

    private static PointRef point(DeviceType type, Role role) {
        return PointRef.of(Objects.requireNonNull(CATALOGUE.byRole(type, role)));
    }
}
