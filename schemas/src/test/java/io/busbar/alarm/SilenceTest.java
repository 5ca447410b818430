package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.alarm.RuleScope.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SilenceTest {

    private static final long INTERVAL = 300_000;
    private static final List<Outage> NEVER = List.of();
    private static final AlarmRule AFTER_THREE = silence("'minSamples':3");
    private static final AlarmRule AFTER_A_DAY = silence("'onDelaySeconds':86400");

    @Test
    void raisesAfterTheIntervalsAndClearsWithTheNextReceipt() {
        long[] receipts = {0, 300_000, 1_200_000, 2_100_001, 2_400_000};

        assertThat(Silence.among(receipts, NEVER, AFTER_THREE, INTERVAL, 3_300_000))
                .as("1,200,000 is still in time")
                .containsExactly(new Silence(1_200_000, 2_100_000, 2_100_001L));
        assertThat(Silence.among(receipts, NEVER, AFTER_THREE, INTERVAL, 3_300_001))
                .contains(new Silence(2_400_000, 3_300_000, null));
    }

    @Test
    void waitsForTheLongerOfIntervalsAndDelay() {
        assertThat(Silence.waitMillis(AFTER_THREE, INTERVAL)).isEqualTo(900_000);
        assertThat(Silence.waitMillis(AFTER_THREE, 6000)).isEqualTo(18_000);
        assertThat(Silence.waitMillis(AFTER_A_DAY, INTERVAL)).isEqualTo(86_400_000);
        assertThat(Silence.waitMillis(AFTER_A_DAY, 100_000_000)).isEqualTo(100_000_000);
    }

    @Test
    void knowsNothingOfWhatWasReceivedLater() {
        long[] receipts = {0, 2_000_000};

        assertThat(Silence.among(receipts, NEVER, AFTER_THREE, INTERVAL, 1_000_000))
                .containsExactly(new Silence(0, 900_000, null));
    }

    @Test
    void waitsAnewBehindAnOutageOfTheFrontDoor() {
        long[] receipts = {0, 3_000_000};

        assertThat(Silence.among(receipts, List.of(new Outage(900_000, 2_500_000)), AFTER_THREE, INTERVAL, 3_000_000))
                .as("the door went when the logger was silent already")
                .containsExactly(new Silence(0, 900_000, 3_000_000L));
        assertThat(Silence.among(receipts, List.of(new Outage(899_999, 2_500_000)), AFTER_THREE, INTERVAL, 3_000_000))
                .as("it went before anybody could say so")
                .isEmpty();
        assertThat(Silence.among(
                        receipts,
                        List.of(new Outage(800_000, 900_000), new Outage(1_600_000, 1_700_000)),
                        AFTER_THREE,
                        INTERVAL,
                        3_000_000))
                .containsExactly(new Silence(0, 2_600_000, 3_000_000L));
        assertThat(Silence.after(0, List.of(new Outage(-20, -10)), AFTER_THREE, INTERVAL, 900_001))
                .as("an outage of long ago")
                .isEqualTo(new Silence(0, 900_000, null));
    }

    @Test
    void saysNothingBeforeEveryReceiptIsKnown() {
        assertThat(Silence.after(0, NEVER, AFTER_THREE, INTERVAL, 900_000)).isNull();
        assertThat(Silence.after(0, NEVER, AFTER_THREE, INTERVAL, 900_001)).isEqualTo(new Silence(0, 900_000, null));
    }

    @Test
    void becomesTransitionsLikeEveryAlarm() {
        List<Transition> transitions = new Silence(0, 900_000, 1_000_000L).transitions(AFTER_THREE, "R07E");

        assertThat(transitions).hasSize(2);
        assertThat(transitions.get(0).raises()).isTrue();
        assertThat(transitions.get(1).clears()).isTrue();
        assertThat(transitions)
                .extracting(Transition::occurrence)
                .containsOnly(OccurrenceId.of("rule", "R07E", 0, 900_000));
        assertThat(transitions).extracting(Transition::atMillis).containsExactly(900_000L, 1_000_000L);
        assertThat(new Silence(0, 900_000, null).transitions(AFTER_THREE, "R07E"))
                .hasSize(1);
    }

    static LongStream seeds() {
        Long only = Long.getLong("busbar.seed");
        return only == null ? LongStream.rangeClosed(1, 50) : LongStream.of(only);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void saysAtEveryMomentWhatHistorySaysLater(long seed) {
        Random random = new Random(seed);
        long[] receipts = random.longs(20, 0, 400).sorted().toArray();
        List<Outage> outages = outages(random);
        AlarmRule rule = silence("'minSamples':2");
        TreeSet<Long> silent = new TreeSet<>();
        TreeSet<Long> expected = new TreeSet<>();

        for (long now = receipts[0]; now < 450; now++) {
            long moment = now;
            long last = LongStream.of(receipts).filter(at -> at <= moment).max().orElseThrow();
            if (Silence.after(last, begunBy(outages, now), rule, 10, now) != null) {
                silent.add(now);
            }
        }
        for (Silence silence : Silence.among(receipts, outages, rule, 10, 450)) {
            long end = Objects.requireNonNullElse(silence.clearedAtMillis(), 450L);
            for (long at = silence.raisedAtMillis() + 1; at < end; at++) {
                expected.add(at);
            }
        }

        assertThat(silent).isEqualTo(expected);
    }

    @Test
    void picksTheSilenceRulesInEffect() {
        List<AlarmRule> rules = new ArrayList<>(List.of(AFTER_THREE, RuleText.rule("'id':'b'," + RuleText.CELL_HIGH)));
        rules.add(silence("'minSamples':4,'version':2,'effectiveFrom':'1970-01-01T00:00:10Z'"));
        rules.add(silence("'enabled':false,'version':3,'effectiveFrom':'1970-01-01T00:00:20Z'"));
        RuleBook book = new RuleBook(RuleText.CATALOGUE, rules);
        Place place = new Place("o", "p", "R07E");
        var logger = Objects.requireNonNull(RuleText.CATALOGUE.deviceType(21));

        assertThat(book.silenceRules(logger, place, 9_999))
                .extracting(AlarmRule::version)
                .containsExactly(1);
        assertThat(book.silenceRules(logger, place, 10_000))
                .extracting(AlarmRule::version)
                .containsExactly(2);
        assertThat(book.silenceRules(logger, place, 20_000)).isEmpty();
        assertThat(book.silenceRules(Seen.PACK, place, 0)).isEmpty();
        assertThat(book.forDevice(logger, place).ruleIds()).isEmpty();
    }

    @Test
    void isNoMatterOfOtherRules() {
        AlarmRule other = RuleText.rule(RuleText.CELL_HIGH);

        assertThatThrownBy(() -> Silence.waitMillis(other, INTERVAL))
                .hasMessage("rule rule has kind=threshold, allowed: silence");
    }

    private static List<Outage> outages(Random random) {
        long[] ends = random.longs(4, 0, 400).sorted().distinct().toArray();
        List<Outage> outages = new ArrayList<>();
        for (int i = 0; i + 1 < ends.length; i += 2) {
            outages.add(new Outage(ends[i], ends[i + 1]));
        }
        return outages.subList(0, random.nextInt(outages.size() + 1));
    }

    private static List<Outage> begunBy(List<Outage> outages, long now) {
        return outages.stream().filter(outage -> outage.fromMillis() < now).toList();
    }

    private static AlarmRule silence(String fields) {
        return RuleText.rule("'id':'rule','kind':'silence','deviceTypes':[2,21]," + fields);
    }
}
