package io.busbar.alarm;

import static io.busbar.alarm.Seen.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.alarm.RuleScope.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionTest {

    private static final String FIRST = RuleText.CELL_HIGH + ",'onDelaySeconds':20";

    @Test
    void looksWithTheVersionThatIsInEffectAtTheSamplesTime() {
        Rig rig = new Rig(FIRST, second("'point':'CELL_VOLTAGE','condition':'high','raise':3.7,'clear':3.6"))
                .step(bad(10), bad(20), bad(30), at(35).cells(3650), at(40).cells(3600), at(50).cells(3599));

        assertThat(rig.story()).containsExactly("30 PENDING>ACTIVE VALUE", "50 ACTIVE>NORMAL VALUE");
        assertThat(rig.transitions).extracting(Transition::ruleVersion).containsExactly(1, 2);
    }

    @Test
    void carriesAWaitFromOneVersionToTheNext() {
        Rig rig = new Rig(FIRST, second(RuleText.CELL_HIGH + ",'onDelaySeconds':30"))
                .step(bad(20), bad(30), bad(40), bad(50));

        assertThat(rig.story()).containsExactly("50 PENDING>ACTIVE VALUE");
        assertThat(rig.transitions.get(0).ruleVersion()).isEqualTo(2);
    }

    @Test
    void letsALaterVersionCorrectThePast() {
        Rig rig = new Rig(
                        second("'point':'CELL_VOLTAGE','condition':'high','raise':3.7,'clear':3.65"),
                        RuleText.CELL_HIGH + ",'version':3")
                .step(bad(40));

        assertThat(rig.transitions).extracting(Transition::ruleVersion).containsExactly(3);
    }

    @Test
    void closesAnAlarmWithTheFirstFrameOfADisabledVersion() {
        Rig rig = new Rig(RuleText.CELL_HIGH, second(RuleText.CELL_HIGH + ",'enabled':false"))
                .step(bad(30), at(40), bad(50));

        assertThat(rig.story()).containsExactly("30 NORMAL>ACTIVE VALUE", "40 ACTIVE>NORMAL RULE");
        assertThat(rig.state.openAlarms()).isZero();
    }

    @Test
    void closesAnAlarmOfARuleThatIsGone() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'severity':'FAULT'").step(bad(10));
        rig.use("'id':'other'," + RuleText.CELL_HIGH);
        rig.step(at(20), at(30));

        assertThat(rig.story()).containsExactly("10 NORMAL>ACTIVE VALUE", "20 ACTIVE>NORMAL RULE");
        assertThat(rig.transitions).extracting(Transition::ruleId).containsOnly("rule");
        assertThat(rig.transitions).extracting(Transition::severity).containsOnly(Severity.FAULT);
        assertThat(rig.transitions)
                .extracting(Transition::occurrence)
                .containsOnly(rig.transitions.get(0).occurrence());
    }

    @Test
    void closesAnAlarmWhenTheRuleIsNoLongerForTheDevice() {
        Rig rig = new Rig(RuleText.CELL_HIGH, second(RuleText.CELL_HIGH + ",'scope':{'level':'device','id':'P-02'}"))
                .step(bad(30), bad(40));

        assertThat(rig.story()).containsExactly("30 NORMAL>ACTIVE VALUE", "40 ACTIVE>NORMAL RULE");
    }

    @Test
    void letsARuleStandInForAnotherWhereItIsFor() {
        String own = "'id':'own','point':'CELL_VOLTAGE','condition':'high','raise':3.7,'clear':3.6,'replaces':'rule'";
        Rig rig = new Rig(RuleText.CELL_HIGH, own + ",'scope':{'level':'organization','id':'org'}")
                .step(bad(10), at(20).cells(3700));

        assertThat(rig.story()).containsExactly("20 NORMAL>ACTIVE VALUE");
        assertThat(rig.transitions).extracting(Transition::ruleId).containsExactly("own");
        Rig elsewhere =
                new Rig(RuleText.CELL_HIGH, own + ",'scope':{'level':'organization','id':'other'}").step(bad(10));
        assertThat(elsewhere.transitions).extracting(Transition::ruleId).containsExactly("rule");
    }

    @Test
    void switchesARuleOffByADisabledOneInItsPlaceUntilThatReplacesNothing() {
        String own = "'id':'own'," + RuleText.CELL_HIGH + ",'enabled':false";
        Rig rig = new Rig(
                        RuleText.CELL_HIGH,
                        own + ",'replaces':'rule','effectiveFrom':'1970-01-01T00:00:15Z'",
                        own + ",'version':2,'effectiveFrom':'1970-01-01T00:00:35Z'")
                .step(bad(10), bad(20), bad(30), bad(40));

        assertThat(rig.story())
                .containsExactly("10 NORMAL>ACTIVE VALUE", "20 ACTIVE>NORMAL RULE", "40 NORMAL>ACTIVE VALUE");
    }

    @Test
    void leavesADeviceThatBelongsToAnotherOrganizationByNow() {
        String scope = ",'scope':{'level':'device','id':'" + Seen.SERIAL_NUMBER + "','organization':'%s'}";

        assertThat(new Rig(RuleText.CELL_HIGH + String.format(scope, "org")).step(bad(10)).transitions)
                .hasSize(1);
        assertThat(new Rig(RuleText.CELL_HIGH + String.format(scope, "other")).step(bad(10)).transitions)
                .isEmpty();
    }

    @Test
    void startsNothingBeforeTheFirstVersion() {
        Rig rig = new Rig(second(RuleText.CELL_HIGH)).step(bad(10), bad(34), bad(35));

        assertThat(rig.story()).containsExactly("35 NORMAL>ACTIVE VALUE");
    }

    @Test
    void servesDevicesWithTheSameRulesFromOneObject() {
        RuleBook book = new RuleBook(
                RuleText.CATALOGUE,
                List.of(
                        RuleText.rule(RuleText.CELL_HIGH + ",'scope':{'level':'plant','id':'plant'}"),
                        RuleText.rule("'id':'other'," + RuleText.CELL_HIGH
                                + ",'scope':{'level':'organization','id':'org'}")));

        DeviceRules one = book.forDevice(Seen.PACK, new Place("org", "plant", "A"));
        assertThat(one.ruleIds()).containsExactly("other", "rule");
        assertThat(book.forDevice(Seen.PACK, new Place("org", "plant", "B"))).isSameAs(one);
        assertThat(book.forDevice(Seen.PACK, new Place("org", "x", "C")).ruleIds())
                .containsExactly("other");
        assertThat(book.forDevice(Seen.BMS, new Place("org", "plant", "D")).ruleIds())
                .isEmpty();
    }

    @Test
    void refusesAVersionThatIsThereTwice() {
        AlarmRule rule = RuleText.rule(RuleText.CELL_HIGH);

        assertThatThrownBy(() -> new RuleBook(RuleText.CATALOGUE, List.of(rule, rule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("alarm rule 'rule': version 1 is there twice");
    }

    /** In effect from second 35. */
    private static String second(String fields) {
        return fields + ",'version':2,'effectiveFrom':'1970-01-01T00:00:35Z'";
    }

    private static Seen bad(double seconds) {
        return at(seconds).cells(3600);
    }
}
