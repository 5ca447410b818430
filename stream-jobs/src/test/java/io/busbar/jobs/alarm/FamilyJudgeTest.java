package io.busbar.jobs.alarm;

import static io.busbar.jobs.alarm.Rules.bms;
import static io.busbar.jobs.alarm.Rules.moment;
import static io.busbar.jobs.alarm.Rules.pack;
import static io.busbar.jobs.alarm.Rules.packBoundFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.alarm.Transition;
import io.busbar.alarm.family.Departures;
import io.busbar.alarm.family.FamilyJudge;
import io.busbar.alarm.family.FamilyState;
import io.busbar.alarm.family.Moment;
import io.busbar.alarm.family.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A BMS and its packs, judged moment by moment. */
final class FamilyJudgeTest {

    private static final Site SITE = new Site("org", "plant", 5);
    private static final String HIGH = "'id':'high','point':'CELL_VOLTAGE','condition':'high','raise':3.55,'clear':3.5";

    private final List<String> told = new ArrayList<>();
    private final FamilyState state = new FamilyState();
    private FamilyJudge judge = new FamilyJudge(Rules.CATALOGUE, Rules.book(HIGH));

    @Test
    void raisesOnTheDeviceWhoseValueItIs() {
        judge(moment(1_000, bms(0, 50_000), pack(3_500, 3_560)));
        judge(moment(6_000, bms(0, 50_000), pack(3_490, 3_499)));

        assertThat(told).containsExactly("11 high ACTIVE 1000 cell 2", "11 high NORMAL 6000 cell 2");
        assertThat(state.lastMillis()).isEqualTo(6_000);
        assertThat(state.devices()).containsExactly(Rules.BMS, Rules.PACK);
    }

    @Test
    void letsTheBmsOfTheSameMomentAloneDecideAboutGates() {
        judge = new FamilyJudge(
                Rules.CATALOGUE, Rules.book(HIGH + ",'gates':[{'point':'CURRENT','fold':'abs','max':1}]"));
        judge(moment(1_000, pack(3_500, 3_560)));
        assertThat(told).as("no BMS in the frame").isEmpty();
        judge(moment(2_000, bms(2_000, 50_000), pack(3_500, 3_560)));
        assertThat(told).as("too much current").isEmpty();
        judge(moment(3_000, bms(1_000, 50_000), pack(3_500, 3_560)));
        assertThat(told).containsExactly("11 high ACTIVE 3000 cell 2");
        judge(moment(4_000, pack(3_400, 3_400)));
        assertThat(told).as("the current of another moment says nothing").hasSize(1);
    }

    @Test
    void looksByTheRulesOfThePlaceWhereTheLoggerStands() {
        String ofPlant = HIGH + ",'scope':{'level':'plant','id':'plant'}";
        judge = new FamilyJudge(Rules.CATALOGUE, Rules.book(ofPlant));
        judge.judge(state, moment(1_000, pack(3_560)), new Site("", "", 5), this::tell);
        assertThat(told).as("of no plant").isEmpty();
        judge(moment(2_000, pack(3_560)));
        assertThat(told).containsExactly("11 high ACTIVE 2000 cell 1");
    }

    @Test
    void closesTheAlarmsOfADeviceThatChangedHandsWhenItDid() {
        judge(moment(1_000, bms(0, 50_000), pack(3_500, 3_560)));
        judge(moment(9_000, bms(0, 50_000), packBoundFrom(5_000, 3_500, 3_570)));

        assertThat(told)
                .containsExactly(
                        "11 high ACTIVE 1000 cell 2", "11 high NORMAL 5000 cell 2", "11 high ACTIVE 9000 cell 2");
    }

    @Test
    void closesTheAlarmsOfADeviceThatHasLeftWhenItDid() {
        judge(moment(1_000, bms(0, 50_000), pack(3_500, 3_560)));
        Departures departures = new Departures(List.of(
                new Departures.Departure(Rules.PACK, "PACK-1", 7_000, 8_000),
                new Departures.Departure(Rules.PACK, "PACK-1", Long.MIN_VALUE, 5_000)));

        departures.goOn(state, 4_999, this::tell);
        assertThat(told).containsExactly("11 high ACTIVE 1000 cell 2");
        departures.tellTheRest(state, this::tell);
        assertThat(told).containsExactly("11 high ACTIVE 1000 cell 2", "11 high NORMAL 5000 cell 2");
        assertThat(state.isOpen(Rules.PACK, "high", 1_000)).isTrue();
    }

    @Test
    void knowsADeviceOfAnotherTime() {
        judge(moment(1_000, bms(0, 50_000), pack(3_500, 3_560)));
        assertThat(state.isAnothers(Rules.PACK, Long.MIN_VALUE)).isFalse();
        assertThat(state.isAnothers(Rules.PACK, 5_000)).isTrue();

        new Departures(List.of(new Departures.Departure(Rules.PACK, "PACK-1", Long.MIN_VALUE, 5_000)))
                .goOn(state, 5_000, this::tell);
        assertThat(state.isAnothers(Rules.PACK, 5_000)).as("has left").isFalse();
    }

    @Test
    void goesOnTheSameFromWrittenBytes() {
        judge = new FamilyJudge(Rules.CATALOGUE, Rules.book(HIGH + ",'offDelaySeconds':10"));
        judge(moment(1_000, bms(0, 50_000), pack(3_500, 3_560)));
        judge(moment(6_000, bms(0, 50_000), pack(3_400, 3_400)));
        FamilyState read = FamilyState.decode(state.encode());
        assertThat(read.encode()).isEqualTo(state.encode());
        assertThat(read.isOpen(Rules.PACK, "high", 1_000)).isTrue();
        assertThat(read.isOpen(Rules.PACK, "high", 1_001)).isFalse();
        assertThat(read.isOpen(Rules.BMS, "high", 1_000)).isFalse();

        judge.judge(read, moment(16_000, bms(0, 50_000), pack(3_400, 3_400)), SITE, this::tell);

        assertThat(told).last().isEqualTo("11 high NORMAL 16000 cell 2");
        assertThat(state.lastMillis()).as("the other one stays").isEqualTo(6_000);
    }

    @Test
    void leavesACopyAlone() {
        FamilyState copy = state.copy();
        judge(moment(1_000, bms(0, 50_000), pack(3_500, 3_560)));
        assertThat(copy.lastMillis()).isEqualTo(FamilyState.NEVER);
        assertThat(copy.devices()).isEmpty();
    }

    @Test
    void saysThatBytesAreDamaged() {
        judge(moment(1_000, bms(0, 50_000), pack(3_500, 3_560)));
        byte[] bytes = state.encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> FamilyState.decode(cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("damaged alarm state");
        }
        bytes[0] = 9;
        assertThatThrownBy(() -> FamilyState.decode(bytes)).hasMessage("layout=9, expected 1");
    }

    private void judge(Moment moment) {
        judge.judge(state, moment, SITE, this::tell);
    }

    private void tell(int deviceId, Transition transition) {
        if (transition.raises() || transition.clears()) {
            told.add(deviceId + " " + transition.ruleId() + " " + transition.to() + " " + transition.atMillis()
                    + " cell " + transition.cell());
        }
    }
}
