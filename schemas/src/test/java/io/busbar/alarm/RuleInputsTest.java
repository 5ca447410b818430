package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RuleInputsTest {

    @Test
    void areAllCellsOfARuleOnCells() {
        assertThat(inputs(Seen.PACK, RuleText.CELL_HIGH))
                .allMatch(input -> input.endsWith("CELL_VOLTAGE"))
                .hasSizeGreaterThan(10);
    }

    @Test
    void areThoseOfTheBmsForGatesAndReleasesOfAPack() {
        String gates =
                ",'gates':[{'point':'CURRENT','fold':'abs','max':1}],'release':[{'point':'SOC','op':'<','value':5}]";

        assertThat(inputs(
                        Seen.PACK,
                        "'kind':'rate','point':'CELL_DIFFERENTIAL','condition':'high','raise':0.1,'clear':0" + gates))
                .contains(
                        Seen.PACK.code() + " CELL_DIFFERENTIAL",
                        Seen.BMS.code() + " CURRENT",
                        Seen.BMS.code() + " SOC");
    }

    @Test
    void areWhatACapacityIsReckonedFrom() {
        String rule = "'point':'CURRENT','condition':'high','raise':1,'clear':0.9,'unit':'C','deviceTypes':["
                + Seen.BMS.code() + "]";

        assertThat(inputs(Seen.BMS, rule)).contains(Seen.BMS.code() + " CURRENT", Seen.BMS.code() + " VOLTAGE");
        assertThat(inputs(Seen.BMS, rule.replace("'unit':'C',", ""))).containsExactly(Seen.BMS.code() + " CURRENT");
    }

    @Test
    void areNoneOfSilence() {
        assertThat(inputs(Seen.BMS, "'kind':'silence','minSamples':3")).isEmpty();
    }

    @Test
    void makeARuleImpossibleWhereTheyAreHidden() {
        List<JsonFault> hidden = RuleCheck.problems(
                RuleText.rule(RuleText.CELL_HIGH), RuleText.CATALOGUE.only(point -> point.role() != Role.CELL_VOLTAGE));

        assertThat(hidden)
                .extracting(JsonFault::toString)
                .containsExactly("point is CELL_VOLTAGE, no number that Batteries/Dyness/Low Voltage (12) has");
    }

    private static List<String> inputs(DeviceType type, String rule) {
        return RuleInputs.of(RuleText.rule(rule), type, RuleText.CATALOGUE).stream()
                .map(RuleInputsTest::text)
                .toList();
    }

    private static String text(MeasuringPoint point) {
        return point.deviceType().code() + " " + point.role();
    }
}
