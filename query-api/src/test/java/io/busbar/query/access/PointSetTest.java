package io.busbar.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.PointSet.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PointSetTest {

    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final DeviceType PACK = Objects.requireNonNull(CATALOGUE.deviceType(11));
    private static final DeviceType BMS = Objects.requireNonNull(CATALOGUE.deviceType(1));

    @Test
    void seesADerivedPointOnlyWithAllItsInputs() {
        MeasuringPoint differential = Objects.requireNonNull(CATALOGUE.byRole(PACK, Role.CELL_DIFFERENTIAL));
        List<Assignment> assigned = cells();
        assigned.add(assignment(differential));
        assertThat(PointSet.of(assigned, CATALOGUE).sees(differential)).isTrue();
        assigned.remove(0);
        assertThat(PointSet.of(assigned, CATALOGUE).sees(differential)).isFalse();
        assertThat(PointSet.of(cells(), CATALOGUE).sees(differential)).isFalse();
    }

    @Test
    void needsTheCellsOfThePacksForADerivedPointOfTheBms() {
        MeasuringPoint largest = Objects.requireNonNull(CATALOGUE.byRole(BMS, Role.LARGEST_DIFFERENTIAL));
        List<Assignment> assigned = cells();
        assigned.add(assignment(largest));
        assertThat(PointSet.of(assigned, CATALOGUE).sees(largest)).isTrue();
        assertThat(PointSet.of(List.of(assignment(largest)), CATALOGUE).sees(largest))
                .isFalse();
    }

    @Test
    void tellsWhetherEveryCellIsVisible() {
        List<Assignment> assigned = cells();
        assertThat(PointSet.of(assigned, CATALOGUE).seesEvery(Role.CELL_VOLTAGE, PACK, CATALOGUE))
                .isTrue();
        assigned.remove(7);
        assertThat(PointSet.of(assigned, CATALOGUE).seesEvery(Role.CELL_VOLTAGE, PACK, CATALOGUE))
                .isFalse();
    }

    @Test
    void coversItsSubsetsAndKeepsWhatTwoSetsShare() {
        PointSet all = PointSet.of(cells(), CATALOGUE);
        PointSet one = PointSet.of(cells().subList(0, 1), CATALOGUE);
        assertThat(all.covers(one)).isTrue();
        assertThat(one.covers(all)).isFalse();
        assertThat(all.intersection(one).keys()).isEqualTo(one.keys());
    }

    private static List<Assignment> cells() {
        List<Assignment> cells = new ArrayList<>();
        CATALOGUE.points(PACK).stream()
                .filter(point -> point.role() == Role.CELL_VOLTAGE)
                .forEach(point -> cells.add(assignment(point)));
        return cells;
    }

    private static Assignment assignment(MeasuringPoint point) {
        return new Assignment(point.deviceType().code(), point.id());
    }
}
