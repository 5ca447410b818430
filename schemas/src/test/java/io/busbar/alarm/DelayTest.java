package io.busbar.alarm;

import static io.busbar.alarm.Seen.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DelayTest {

    private static final int BAD = 3550;
    private static final int BETWEEN = 3520;
    private static final int GOOD = 3499;

    @Test
    void raisesWithTheFirstBadSampleWhenThereIsNoDelay() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(cell(0, GOOD), cell(10, BAD), cell(20, BAD));

        assertThat(rig.story()).containsExactly("10 NORMAL>ACTIVE VALUE");
        assertThat(rig.transitions.get(0).raisedAtMillis()).isEqualTo(10_000);
    }

    @Test
    void raisesWithTheFirstSampleAtLeastTheDelayAfterTheOnset() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'onDelaySeconds':25")
                .step(cell(10, BAD), cell(20, BAD), cell(30, BAD), cell(34.999, BAD), cell(35, BAD), cell(40, BAD));

        assertThat(rig.story()).containsExactly("35 PENDING>ACTIVE VALUE");
    }

    @Test
    void waitsForAsManySamplesAsTheRuleWants() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'minSamples':3,'onDelaySeconds':10")
                .step(cell(10, BAD), cell(20, BAD), cell(30, BAD));

        assertThat(rig.story()).containsExactly("30 PENDING>ACTIVE VALUE");
    }

    @Test
    void dropsAPendingAlarmWhenTheValueIsBetweenTheLimits() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'onDelaySeconds':20")
                .step(cell(10, BAD), cell(20, BETWEEN), cell(30, BAD), cell(40, BAD), cell(50, BAD));

        assertThat(rig.story()).containsExactly("50 PENDING>ACTIVE VALUE");
    }

    @Test
    void countsTheWaitAnewBehindAGap() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'onDelaySeconds':30")
                .step(cell(10, BAD), cell(20, BAD), cell(45.001, BAD), cell(60, BAD), cell(75, BAD), cell(76, BAD));

        assertThat(rig.story()).containsExactly("76 PENDING>ACTIVE VALUE");
    }

    @Test
    void waitsOnAcrossTwoAndAHalfIntervals() {
        Rig rig =
                new Rig(RuleText.CELL_HIGH + ",'onDelaySeconds':30").step(cell(10, BAD), cell(35, BAD), cell(60, BAD));

        assertThat(rig.story()).containsExactly("60 PENDING>ACTIVE VALUE");
    }

    @Test
    void staysOpenAcrossAGap() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(cell(10, BAD), cell(10_000, BETWEEN), cell(20_000, GOOD));

        assertThat(rig.story()).containsExactly("10 NORMAL>ACTIVE VALUE", "20000 ACTIVE>NORMAL VALUE");
    }

    @Test
    void clearsBelowTheClearingLimitOnly() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(cell(10, BAD), cell(20, 3500), cell(30, 3499));

        assertThat(rig.story()).containsExactly("10 NORMAL>ACTIVE VALUE", "30 ACTIVE>NORMAL VALUE");
    }

    @Test
    void looksAtTheLowestCellWhenTheConditionIsLow() {
        Rig rig = new Rig("'point':'CELL_VOLTAGE','condition':'low','raise':2.9,'clear':3.1")
                .step(
                        at(10).cells(3300, 2901),
                        at(20).cells(3300, 2900),
                        at(30).cells(3300, 3100),
                        at(40).cells(3300, 3101));

        assertThat(rig.story()).containsExactly("20 NORMAL>ACTIVE VALUE", "40 ACTIVE>NORMAL VALUE");
    }

    @Test
    void clearsAfterTheOffDelay() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'offDelaySeconds':20")
                .step(cell(10, BAD), cell(20, GOOD), cell(30, GOOD), cell(40, GOOD), cell(50, GOOD));

        assertThat(rig.story())
                .containsExactly("10 NORMAL>ACTIVE VALUE", "20 ACTIVE>CLEARING VALUE", "40 CLEARING>NORMAL VALUE");
        assertThat(rig.transitions).extracting(Transition::sequence).containsExactly(1, 2, 3);
        assertThat(rig.transitions)
                .extracting(Transition::occurrence)
                .containsOnly(rig.transitions.get(0).occurrence());
    }

    @Test
    void goesOnWhenAValueIsBackBetweenTheLimitsDuringTheOffDelay() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'offDelaySeconds':20")
                .step(cell(10, BAD), cell(20, GOOD), cell(30, BETWEEN), cell(40, GOOD), cell(50, GOOD), cell(60, GOOD));

        assertThat(rig.story())
                .containsExactly(
                        "10 NORMAL>ACTIVE VALUE",
                        "20 ACTIVE>CLEARING VALUE",
                        "30 CLEARING>ACTIVE VALUE",
                        "40 ACTIVE>CLEARING VALUE",
                        "60 CLEARING>NORMAL VALUE");
    }

    @Test
    void countsTheOffDelayAnewBehindAGap() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'offDelaySeconds':20")
                .step(cell(10, BAD), cell(20, GOOD), cell(60, GOOD), cell(70, GOOD), cell(80, GOOD));

        assertThat(rig.story())
                .containsExactly("10 NORMAL>ACTIVE VALUE", "20 ACTIVE>CLEARING VALUE", "80 CLEARING>NORMAL VALUE");
    }

    @Test
    void refusesFramesOutOfOrder() {
        Rig rig = new Rig(RuleText.CELL_HIGH).step(cell(10, GOOD));

        assertThatThrownBy(() -> rig.step(cell(10, GOOD)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "frame out of order: time=10000, last=10000, allowed: later ones; step again from a state before it");
    }

    @Test
    void givesAReplayTheSameOccurrence() {
        Rig once = new Rig(RuleText.CELL_HIGH).step(cell(0, GOOD), cell(10, BAD), cell(20, GOOD), cell(30, BAD));
        Rig again = new Rig(RuleText.CELL_HIGH).step(cell(10, BAD), cell(20, GOOD), cell(30, BAD));

        assertThat(again.transitions).isEqualTo(once.transitions);
        assertThat(once.transitions.get(0).occurrence()).hasToString("a1040cdf-b808-8d50-9c02-e7eea0b3fedb");
        assertThat(once.transitions.get(2).occurrence())
                .isNotEqualTo(once.transitions.get(0).occurrence());
    }

    private static Seen cell(double seconds, int millivolts) {
        return at(seconds).cells(3300, millivolts, 3310);
    }
}
