package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlantSocTest {

    /** A US3000 with 32.56 of 74 Ah and a US2000 with 24.5 of 50 Ah, as their protocol's real answer has them: 0.460161. */
    @Test
    void weighsByCapacity() {
        PlantSoc plant = PlantSoc.of(List.of(new MemberSoc(20, 44_000, 74_000L), new MemberSoc(10, 49_000, 50_000L)));

        assertThat(plant).isEqualTo(new PlantSoc(46_016L, true, new Coverage(2, 2, 10L)));
    }

    @Test
    void countsAllAlikeWhenOneCapacityIsNotKnown() {
        PlantSoc plant = PlantSoc.of(List.of(new MemberSoc(20, 44_000, 74_000L), new MemberSoc(30, 49_000, null)));

        assertThat(plant).isEqualTo(new PlantSoc(46_500L, false, new Coverage(2, 2, 20L)));
    }

    @Test
    void leavesOutMembersWithoutASocAndTheirCapacity() {
        PlantSoc plant = PlantSoc.of(List.of(
                new MemberSoc(5, null, null), new MemberSoc(20, 44_000, 74_000L), new MemberSoc(10, 49_000, 50_000L)));

        assertThat(plant).isEqualTo(new PlantSoc(46_016L, true, new Coverage(2, 3, 10L)));
        assertThat(plant.coverage().isComplete()).isFalse();
    }

    @Test
    void hasNoneWithoutMembers() {
        assertThat(PlantSoc.of(List.of())).isEqualTo(new PlantSoc(null, false, new Coverage(0, 0, null)));
        assertThat(PlantSoc.of(List.of(new MemberSoc(5, null, 1L))))
                .isEqualTo(new PlantSoc(null, false, new Coverage(0, 1, null)));
    }

    /** An int of % × Wh ends at 21.47 MWh. */
    @Test
    void weighsPlantsOfGigawattHours() {
        PlantSoc plant = PlantSoc.of(
                List.of(new MemberSoc(1, 100_000, 30_000_000_000L), new MemberSoc(1, 50_000, 10_000_000_000L)));

        assertThat(plant.socMillipercent()).isEqualTo(87_500L);
        assertThatThrownBy(() -> PlantSoc.of(List.of(new MemberSoc(1, 100_000, Long.MAX_VALUE))))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void refusesACapacityOfNothing() {
        assertThatThrownBy(() -> new MemberSoc(1, 1, 0L))
                .hasMessage("capacity=0, must be at least 1, or null when not known");
    }
}
