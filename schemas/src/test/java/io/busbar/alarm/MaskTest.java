package io.busbar.alarm;

import static io.busbar.alarm.Seen.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Role;
import org.junit.jupiter.api.Test;

class MaskTest {

    private static final String CELL_LOW = "'point':'CELL_VOLTAGE','condition':'low','raise':2.9,'clear':3.1";
    private static final String DIFFERENTIAL =
            "'point':'CELL_DIFFERENTIAL','condition':'high','raise':0.1,'clear':0.08";
    private static final String COLD = "'point':'TEMPERATURE','condition':'low','raise':5,'clear':10";

    @Test
    void countsNoCellThatIsAbsentOrImplausible() {
        Rig rig = new Rig(CELL_LOW)
                .step(
                        at(10).cells(3300, 0),
                        at(20).cells(3300, 65_535),
                        at(30).cells(3300, 499),
                        at(40).cells(3300, 2800).implausibleCell(2),
                        at(50).cells(3300, 500));

        assertThat(rig.story()).containsExactly("50 NORMAL>ACTIVE VALUE");
    }

    @Test
    void takesAProbeAtExactlyZeroForAbsent() {
        Rig rig = new Rig(COLD)
                .step(
                        at(10).temperatures(0, 2500),
                        at(20).temperatures(Short.MIN_VALUE, 2500),
                        at(30).temperatures(-4001, 2500),
                        at(40).temperatures(0, 0),
                        at(50).temperatures(-1, 2500));

        assertThat(rig.story()).containsExactly("50 NORMAL>ACTIVE VALUE");
    }

    @Test
    void clearsNothingByAFrameWithoutTheValue() {
        Rig rig = new Rig(CELL_LOW).step(at(10).cells(2800), at(20).cells(0), at(30), at(40).cells(3200));

        assertThat(rig.story()).containsExactly("10 NORMAL>ACTIVE VALUE", "40 ACTIVE>NORMAL VALUE");
    }

    @Test
    void comparesCellsOnlyWhenFourOfFiveAreThere() {
        Rig rig = new Rig(DIFFERENTIAL)
                .step(
                        at(10).cells(3300, 3400, 3300, 0, 0),
                        at(20).cells(3300, 3400).expected(5),
                        at(30).cells(3300, 3400, 3300, 3300, 0));

        assertThat(rig.story()).containsExactly("30 NORMAL>ACTIVE VALUE");
        Evidence evidence = rig.transitions.get(0).evidence();
        assertThat(evidence.value()).isEqualTo(100);
        assertThat(evidence.maxCell()).isEqualTo(2);
        assertThat(evidence.minCell()).isEqualTo(1);
    }

    @Test
    void passesOverAnImplausibleValue() {
        Rig rig = new Rig("'point':'SOC','condition':'low','raise':10,'clear':20")
                .step(at(10).pack(Role.SOC, -1), at(20).pack(Role.SOC, 0));

        assertThat(rig.story()).containsExactly("20 NORMAL>ACTIVE VALUE");
    }

    @Test
    void looksAtASingleCellByItsId() {
        Rig rig = new Rig("'point':10400,'condition':'high','raise':3.55,'clear':3.5")
                .step(at(10).cells(3600, 3300), at(20).cells(3300), at(30).cells(3300, 3550));

        assertThat(rig.story()).containsExactly("30 NORMAL>ACTIVE VALUE");
        assertThat(rig.transitions.get(0).cell()).isEqualTo(2);
    }

    @Test
    void tellsWhatTheFrameSaid() {
        Rig rig = new Rig(RuleText.CELL_HIGH)
                .step(at(10).cells(3551, 3300, 3600, 0, 3550)
                        .temperatures(2500, 2600, 0)
                        .pack(Role.SOC, 99_000)
                        .bms(Role.SOC, 98_000)
                        .bms(Role.CURRENT, 1500));

        assertThat(rig.transitions.get(0).evidence())
                .isEqualTo(new Evidence(
                        3600L, 3, "V", 3, java.util.List.of(1, 3, 5), 3600, 3, 3300, 2, 99_000, 1500, 2600));
        assertThat(rig.transitions.get(0).cell()).isEqualTo(3);
    }
}
