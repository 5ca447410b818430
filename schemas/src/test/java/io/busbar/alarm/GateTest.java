package io.busbar.alarm;

import static io.busbar.alarm.Seen.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

    private static final String SOC_BAND = ",'gates':[{'point':'SOC','min':20,'max':80}]";

    @Test
    void raisesNothingWhileTheGateIsClosed() {
        Rig rig = new Rig(RuleText.CELL_HIGH + SOC_BAND).step(bad(10, 80_001), bad(20, 19_999), bad(30, 80_000));

        assertThat(rig.story()).containsExactly("30 NORMAL>ACTIVE VALUE");
    }

    @Test
    void dropsAPendingAlarmWhenTheGateCloses() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'onDelaySeconds':20" + SOC_BAND)
                .step(bad(10, 50_000), bad(20, 90_000), bad(30, 50_000), bad(40, 50_000), bad(50, 50_000));

        assertThat(rig.story()).containsExactly("50 PENDING>ACTIVE VALUE");
    }

    @Test
    void holdsAnOpenAlarmWhileTheGateIsClosed() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'offDelaySeconds':10" + SOC_BAND)
                .step(bad(10, 50_000), good(20, 90_000), good(30, 50_000), good(40, 90_000), good(50, 50_000))
                .step(good(60, 50_000));

        assertThat(rig.story())
                .containsExactly(
                        "10 NORMAL>ACTIVE VALUE",
                        "30 ACTIVE>CLEARING VALUE",
                        "40 CLEARING>ACTIVE GATE",
                        "50 ACTIVE>CLEARING VALUE",
                        "60 CLEARING>NORMAL VALUE");
    }

    @Test
    void passesOverAFrameThatDoesNotTellWhatTheGateAsksFor() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'onDelaySeconds':20" + SOC_BAND)
                .step(bad(10, 50_000), at(20).cells(3300), bad(30, 50_000));

        assertThat(rig.story())
                .as("the frame at 20 neither drops nor counts")
                .containsExactly("30 PENDING>ACTIVE VALUE");
    }

    @Test
    void asksTheBmsOfTheSameFrameWhenThePackDoesNotTell() {
        Rig rig = new Rig(RuleText.CELL_HIGH + SOC_BAND)
                .step(
                        at(10).cells(3600).bms(Role.SOC, 90_000),
                        at(20).cells(3600),
                        at(30).cells(3600).pack(Role.SOC, 90_000).bms(Role.SOC, 50_000),
                        at(40).cells(3600).bms(Role.SOC, 50_000));

        assertThat(rig.story()).containsExactly("40 NORMAL>ACTIVE VALUE");
    }

    @Test
    void comparesACurrentWithAMultipleOfTheCapacity() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'gates':[{'point':'CURRENT','fold':'abs','max':0.05,'unit':'C'}]")
                .step(
                        bad(10).pack(Role.CURRENT, -14_001).pack(Role.TOTAL_CAPACITY, 280_000),
                        bad(20).pack(Role.CURRENT, -14_000),
                        bad(30).pack(Role.CURRENT, -14_000).bms(Role.CURRENT, 0).packsCapacity(280_000),
                        bad(40).pack(Role.CURRENT, -14_000).pack(Role.TOTAL_CAPACITY, 280_000));

        assertThat(rig.story())
                .as("an unknown capacity is a frame that is not there")
                .containsExactly("40 NORMAL>ACTIVE VALUE");
    }

    @Test
    void takesTheCapacityOfTheDeviceThatTellsTheCurrent() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'gates':[{'point':'CURRENT','fold':'abs','max':0.05,'unit':'C'}]")
                .step(
                        bad(10).bms(Role.CURRENT, 20_000).pack(Role.TOTAL_CAPACITY, 280_000),
                        bad(20).bms(Role.CURRENT, 28_001).packsCapacity(560_000),
                        bad(30).bms(Role.CURRENT, 28_000).packsCapacity(560_000));

        assertThat(rig.story()).containsExactly("30 NORMAL>ACTIVE VALUE");
    }

    @ParameterizedTest
    @CsvSource({
        "all, 3200, 3400, true",
        "all, 3199, 3400, false",
        "all, 3200, 3401, false",
        "any, 3100, 3400, true",
        "any, 3100, 3500, false",
        "max, 3100, 3400, true",
        "max, 3300, 3401, false",
        "min, 3200, 3900, true",
        "min, 3199, 3300, false"
    })
    void foldsTheCells(String fold, int oneCell, int otherCell, boolean open) {
        Rig rig = new Rig(
                        "'point':'SOC','condition':'low','raise':10,'clear':20,'gates':[{'point':'CELL_VOLTAGE','fold':'"
                                + fold + "','min':3.2,'max':3.4}]")
                .step(at(10).cells(oneCell, 0, otherCell).pack(Role.SOC, 10_000));

        assertThat(rig.transitions).hasSize(open ? 1 : 0);
    }

    @Test
    void clearsAtOnceWithARelease() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'offDelaySeconds':600" + SOC_BAND
                        + ",'release':[{'point':'CURRENT','op':'<','value':-1}]")
                .step(
                        bad(10, 50_000),
                        bad(20, 50_000).pack(Role.CURRENT, -1000),
                        bad(30, 90_000).bms(Role.CURRENT, -1001));

        assertThat(rig.story()).containsExactly("10 NORMAL>ACTIVE VALUE", "30 ACTIVE>NORMAL RELEASE");
    }

    @Test
    void raisesNothingWhileAReleaseHolds() {
        Rig rig = new Rig(RuleText.CELL_HIGH
                        + ",'onDelaySeconds':10,'release':[{'point':'CURRENT','op':'<=','value':-1}]")
                .step(
                        bad(10),
                        bad(20).pack(Role.CURRENT, -1000),
                        bad(30).pack(Role.CURRENT, -999),
                        bad(40).pack(Role.CURRENT, -999));

        assertThat(rig.story()).containsExactly("40 PENDING>ACTIVE VALUE");
    }

    private static Seen bad(double seconds) {
        return at(seconds).cells(3600);
    }

    private static Seen bad(double seconds, int soc) {
        return bad(seconds).pack(Role.SOC, soc);
    }

    private static Seen good(double seconds, int soc) {
        return at(seconds).cells(3300).pack(Role.SOC, soc);
    }
}
