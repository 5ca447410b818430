package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.alarm.RuleScope.Place;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {

    private static final List<AlarmRule> RULES = ShippedRules.load(RuleText.CATALOGUE);

    @Test
    void fitTheCatalogueOneByOneAndTogether() {
        assertThat(RULES).hasSizeGreaterThan(30).extracting(AlarmRule::id).doesNotHaveDuplicates();
        assertThat(RULES).allSatisfy(rule -> assertThat(RuleCheck.problems(rule, RuleText.CATALOGUE))
                .isEmpty());
        assertThat(new RuleBook(RuleText.CATALOGUE, RULES)
                        .forDevice(Seen.PACK, new Place("o", "p", "d"))
                        .ruleIds())
                .containsExactly(
                        "cell-differential-plateau",
                        "cell-differential-top-protection",
                        "cell-differential-top-warning",
                        "cell-high-protection",
                        "cell-high-warning",
                        "cell-low-protection",
                        "cell-low-warning",
                        "charge-temperature-high-protection",
                        "charge-temperature-high-warning",
                        "charge-temperature-low-protection",
                        "discharge-temperature-high-protection",
                        "discharge-temperature-high-warning",
                        "discharge-temperature-low-protection",
                        "soc-low-protection",
                        "soc-low-warning");
    }

    @Test
    void survivesTheWayThroughJson() {
        AlarmRuleJson json = new AlarmRuleJson(RuleText.CATALOGUE);

        assertThat(RULES)
                .allSatisfy(rule -> assertThat(json.read(json.write(rule))).isEqualTo(rule));
    }

    @Test
    void areForEveryTypeWithTheRole() {
        assertThat(rule("cell-high-warning").deviceTypes()).containsExactly(11, 12);
        assertThat(rule("soc-low-warning").deviceTypes()).containsExactly(1, 2, 3, 12);
        assertThat(rule("bms-total-alarm").deviceTypes()).containsExactly(1, 2, 3);
    }

    @Test
    void haveTheLimitsOfTheList() {
        assertThat(rule("cell-high-warning").raise()).isEqualTo(new Limit(3550, 3, "V"));
        assertThat(rule("cell-high-warning").clear()).isEqualTo(new Limit(3500, 3, "V"));
        assertThat(rule("cell-high-warning").onDelayMillis()).isEqualTo(30_000);
        assertThat(rule("soc-low-warning").raise()).as("below 20 %").isEqualTo(new Limit(19_999, 3, "%"));
        assertThat(rule("cell-differential-plateau").onDelayMillis()).isEqualTo(300_000);
        assertThat(rule("silence-fault").onDelayMillis()).isEqualTo(86_400_000);
        assertThat(rule("silence-warning").minSamples()).isEqualTo(3);
    }

    @Test
    void lookAtEveryAlarmBitThatHasAMeaning() {
        for (DeviceType type : RuleText.CATALOGUE.deviceTypes()) {
            for (MeasuringPoint point : RuleText.CATALOGUE.points(type)) {
                boolean expected =
                        point.role() == Role.ALARM_BIT && !point.name().equals("(empty)");
                long rules = RULES.stream()
                        .filter(rule -> rule.deviceTypes().contains(type.code())
                                && RulePoint.of(point.id()).equals(rule.point()))
                        .count();
                assertThat(rules).as("%s %s", type.path(), point.name()).isEqualTo(expected ? 1 : 0);
            }
        }
        assertThat(rule("bms-alarm-2-3201").deviceTypes()).containsExactly(2, 3);
        assertThat(rule("bms-alarm-2-3201").severity()).isEqualTo(Severity.WARNING);
        assertThat(rule("bms-alarm-1-5101").severity()).isEqualTo(Severity.FAULT);
    }

    @Test
    void letGoOfATemperatureAfterTheChargeHasEnded() {
        Rig rig = new Rig(List.of(rule("charge-temperature-high-warning")))
                .step(
                        Seen.at(10).temperatures(5000).bms(Role.CURRENT, 0),
                        Seen.at(20).temperatures(5000).bms(Role.CURRENT, 1),
                        Seen.at(30).temperatures(4700).bms(Role.CURRENT, 0),
                        Seen.at(40).temperatures(4699).bms(Role.CURRENT, 0));

        assertThat(rig.story()).containsExactly("20 NORMAL>ACTIVE VALUE", "40 ACTIVE>NORMAL RELEASE");
    }

    private static AlarmRule rule(String id) {
        return RULES.stream().filter(rule -> rule.id().equals(id)).findFirst().orElseThrow();
    }
}
