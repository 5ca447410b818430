package io.busbar.query.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.PointSet.Assignment;
import io.busbar.query.access.VisibleDevice.Interval;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AlarmVisibilityTest {

    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final DeviceType BMS = Objects.requireNonNull(CATALOGUE.deviceType(1));
    private static final DeviceType PACK = Objects.requireNonNull(CATALOGUE.deviceType(11));
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-04-01T00:00:00Z");
    private static final Instant RAISED = Instant.parse("2026-03-08T00:00:00Z");

    private final AlarmVisibility visibility = new AlarmVisibility(CATALOGUE);

    @Test
    void seesACellAlarmWithEveryCellAlone() {
        AlarmRule rule = rule("'kind':'threshold','point':'CELL_VOLTAGE','condition':'high','raise':3.55,'clear':3.5");
        assertThat(sees(rule, PACK, all())).isTrue();
        assertThat(sees(rule, PACK, without(point -> point.role() == Role.CELL_VOLTAGE && point.index() == 7)))
                .isFalse();
        assertThat(sees(rule, PACK, only(Role.CELL_VOLTAGE))).isTrue();
    }

    @Test
    void needsWhatGatesAndReleasesAskOfTheBms() {
        AlarmRule gated = rule("'kind':'threshold','point':'CELL_VOLTAGE','condition':'high','raise':3.55,'clear':3.5,"
                + "'gates':[{'point':'SOC','min':20}]");
        AlarmRule released =
                rule("'kind':'threshold','point':'CELL_VOLTAGE','condition':'high','raise':3.65,'clear':3.4,"
                        + "'release':[{'point':'CURRENT','op':'<','value':-1}]");
        assertThat(sees(gated, PACK, all())).isTrue();
        assertThat(sees(gated, PACK, without(Role.SOC))).isFalse();
        assertThat(sees(gated, PACK, without(Role.CURRENT))).isTrue();
        assertThat(sees(released, PACK, without(Role.CURRENT))).isFalse();
        assertThat(visibility.sees(gated, RAISED, stay(PACK, null, all())))
                .as("without a BMS nothing could have told")
                .isFalse();
    }

    @Test
    void needsTheCapacityThatALimitIsAMultipleOf() {
        AlarmRule rule =
                rule("'kind':'threshold','point':'CELL_DIFFERENTIAL','condition':'high','raise':0.05,'clear':0.04,"
                        + "'gates':[{'point':'CURRENT','fold':'abs','max':0.05,'unit':'C'}]");
        assertThat(sees(rule, PACK, all())).isTrue();
        assertThat(sees(rule, PACK, without(Role.RATED_ENERGY))).isFalse();
    }

    @Test
    void needsTheInputsOfADerivedPoint() {
        AlarmRule rule =
                rule("'kind':'threshold','point':'CELL_DIFFERENTIAL','condition':'high','raise':0.05,'clear':0.04");
        assertThat(sees(rule, PACK, all())).isTrue();
        assertThat(sees(rule, PACK, without(point -> point.role() == Role.CELL_VOLTAGE && point.index() == 1)))
                .isFalse();
        assertThat(sees(rule, PACK, without(Role.CELL_DIFFERENTIAL))).isFalse();
    }

    @Test
    void seesABitWithItsPoint() {
        MeasuringPoint bit = CATALOGUE.points(BMS).stream()
                .filter(point -> point.role() == Role.ALARM_BIT)
                .findFirst()
                .orElseThrow();
        AlarmRule rule = rule("'kind':'bit','deviceTypes':[1],'point':" + bit.id());
        assertThat(sees(rule, BMS, all())).isTrue();
        assertThat(sees(rule, BMS, without(point -> point.equals(bit)))).isFalse();
    }

    @Test
    void needsNoPointForSilence() {
        AlarmRule rule = rule("'kind':'silence','deviceTypes':[1,21],'minSamples':3");
        PointSet nothing = PointSet.of(List.of(), CATALOGUE);
        assertThat(sees(rule, BMS, nothing)).isTrue();
        assertThat(visibility.sees(rule, RAISED, stay(null, null, nothing))).isTrue();
        AlarmRule ofValue = rule("'kind':'threshold','point':'SOC','condition':'low','raise':20,'clear':25");
        assertThat(visibility.sees(ofValue, RAISED, stay(null, null, all()))).isFalse();
    }

    @Test
    void seesOnlyWhatWasRaisedDuringTheStay() {
        AlarmRule rule = rule("'kind':'threshold','point':'SOC','condition':'low','raise':20,'clear':25");
        Stay stay = stay(BMS, null, all());
        assertThat(visibility.sees(rule, FROM, stay)).isTrue();
        assertThat(visibility.sees(rule, FROM.minusMillis(1), stay)).isFalse();
        assertThat(visibility.sees(rule, TO, stay)).isFalse();
    }

    @Test
    void hidesWhatNoRuleIsKnownOf() {
        assertThat(visibility.sees(null, RAISED, stay(BMS, null, all()))).isFalse();
        AlarmRule ofPacks =
                rule("'kind':'threshold','point':'CELL_VOLTAGE','condition':'high','raise':3.55,'clear':3.5");
        assertThat(sees(ofPacks, BMS, all())).isFalse();
    }

    @Test
    void filtersEvidenceFieldByField() throws Exception {
        ObjectNode evidence = (ObjectNode) new ObjectMapper()
                .readTree("{\"value\":3554,\"scale\":3,\"unit\":\"V\",\"cell\":7,\"beyond\":[7],\"maxMillivolts\":3554,"
                        + "\"maxCell\":7,\"minMillivolts\":3366,\"minCell\":11,\"socMillipercent\":100000,"
                        + "\"currentMilliamps\":1500,\"maxCentiCelsius\":2480}");
        assertThat(left(evidence, stay(PACK, BMS, all()))).isEqualTo(evidence);
        assertThat(names(left(evidence, stay(PACK, BMS, only(Role.CELL_VOLTAGE)))))
                .containsExactlyInAnyOrder("value", "scale", "unit", "cell", "beyond");
        assertThat(names(left(evidence, stay(PACK, BMS, without(point -> point.role() == Role.TEMPERATURE)))))
                .contains("socMillipercent", "maxMillivolts")
                .doesNotContain("maxCentiCelsius");
        assertThat(names(left(evidence, stay(PACK, BMS, without(Role.SOC)))))
                .contains("currentMilliamps")
                .doesNotContain("socMillipercent");
    }

    private ObjectNode left(ObjectNode evidence, Stay stay) {
        ObjectNode left = evidence.deepCopy();
        new AlarmSight(visibility).veil(left, stay);
        return left;
    }

    @Test
    void leavesNoTraceOfAHiddenSuppressor() throws Exception {
        ObjectNode event = (ObjectNode) new ObjectMapper()
                .readTree("{\"type\":\"io.busbar.alarm.suppressed\",\"data\":{\"why\":\"OFFLINE\",\"by\":\"a\"}}");
        Stay stay = stay(PACK, BMS, all());
        assertThat(new EventVeil(new AlarmSight(visibility), Set.of("a"), true).over(event, stay))
                .isEqualTo(event);
        assertThat(new EventVeil(new AlarmSight(visibility), Set.of("b"), true).over(event, stay))
                .isNull();
    }

    @Test
    void tellsVisitorsNotWhoDidSomething() throws Exception {
        ObjectNode event = (ObjectNode) new ObjectMapper()
                .readTree("{\"type\":\"io.busbar.alarm.acknowledged\",\"data\":{\"who\":\"Ana\",\"note\":\"on it\"}}");
        ObjectNode veiled = Objects.requireNonNull(
                new EventVeil(new AlarmSight(visibility), Set.of(), false).over(event, stay(PACK, BMS, all())));
        assertThat(veiled.get("data")).hasToString("{\"note\":\"on it\"}");
    }

    private boolean sees(AlarmRule rule, DeviceType type, PointSet points) {
        return visibility.sees(rule, RAISED, stay(type, type.equals(PACK) ? BMS : null, points));
    }

    private static Stay stay(@Nullable DeviceType type, @Nullable DeviceType parent, PointSet points) {
        return new Stay(new Interval(FROM, TO), type, parent, points, 1, null);
    }

    private static AlarmRule rule(String fields) {
        String json = "{'id':'r','name':'of a test','severity':'WARNING','scope':{'level':'everywhere'},'enabled':true,"
                + "'version':1,'effectiveFrom':'1970-01-01T00:00:00Z'," + fields + "}";
        return new AlarmRuleJson(CATALOGUE).read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static PointSet all() {
        return without(point -> false);
    }

    private static PointSet without(Role role) {
        return without(point -> point.role() == role);
    }

    private static PointSet only(Role role) {
        return without(point -> point.role() != role);
    }

    private static PointSet without(Predicate<MeasuringPoint> hidden) {
        List<Assignment> assigned = new ArrayList<>();
        for (DeviceType type : CATALOGUE.deviceTypes()) {
            CATALOGUE.points(type).stream()
                    .filter(hidden.negate())
                    .forEach(point -> assigned.add(new Assignment(type.code(), Integer.toUnsignedLong(point.id()))));
        }
        return PointSet.of(assigned, CATALOGUE);
    }

    private static List<String> names(ObjectNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
