package io.busbar.jobs.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.alarm.RuleBook;
import io.busbar.alarm.Transition;
import io.busbar.topic.LoggerSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is silent, by receipts and by the marks of the doors. */
final class SilenceWatchTest {

    private static final RuleBook BOOK =
            Rules.book("'id':'silence','kind':'silence','deviceTypes':[1,21],'minSamples':3");

    private final Listening listening = new Listening();
    private final SilenceWatch watch = new SilenceWatch(Rules.CATALOGUE, listening);
    private final List<String> told = new ArrayList<>();

    @Test
    void raisesWhenThreeIntervalsOfTheLoggersOwnHavePassedAndClearsWithTheNextReceipt() {
        watch.learn(settings(60, true));
        receive(1_000_000);
        markEverySecond(1_000_000, 1_180_000);
        look();
        assertThat(told).as("at the end of the wait a frame is still in time").isEmpty();

        mark(1_180_001);
        look();
        look();
        assertThat(told).containsExactly("LOG-1 ACTIVE 1180000");

        receive(1_200_000);
        assertThat(told).last().isEqualTo("LOG-1 NORMAL 1200000");
        markEverySecond(1_180_001, 1_400_000);
        look();
        assertThat(told).last().isEqualTo("LOG-1 ACTIVE 1380000");
    }

    /** A job that goes on from its last checkpoint takes again what it had taken. */
    @Test
    void isNotEndedByAReceiptFromBeforeIt() {
        watch.learn(settings(5, true));
        receive(1_000_000);
        markEverySecond(1_000_000, 1_016_000);
        look();
        assertThat(told).containsExactly("LOG-1 ACTIVE 1015000");
        receive(1_000_000);
        look();
        assertThat(told).containsExactly("LOG-1 ACTIVE 1015000");
        receive(1_017_000);
        assertThat(told).last().isEqualTo("LOG-1 NORMAL 1017000");
    }

    @Test
    void saysNothingWithoutMarks() {
        watch.learn(settings(1, true));
        receive(1_000_000);
        look();
        assertThat(told).isEmpty();
    }

    @Test
    void silencesNobodyWhileNoDoorListened() {
        watch.learn(settings(60, true));
        receive(1_000_000);
        markEverySecond(1_000_000, 1_060_000);
        mark(2_000_000);
        look();
        assertThat(told).as("the door was away").isEmpty();
        markEverySecond(2_000_000, 2_180_000);
        look();
        assertThat(told).isEmpty();
        mark(2_181_000);
        look();
        assertThat(told).containsExactly("LOG-1 ACTIVE 2180000");
    }

    @Test
    void judgesABmsBehindALoggerThatGoesOnSending() {
        watch.learn(settings(60, true));
        receive(1_000_000);
        watch.receipt("LOG-1", 10, "BMS-1", Rules.HV_BMS, 1_000_000, this::tell);
        receive(1_100_000);
        markEverySecond(1_000_000, 1_181_000);
        look();
        assertThat(told).containsExactly("BMS-1 ACTIVE 1180000");
    }

    @Test
    void letsALoggerThatMayNotSendBe() {
        watch.learn(settings(60, false));
        receive(1_000_000);
        markEverySecond(1_000_000, 1_300_000);
        look();
        assertThat(told).isEmpty();

        watch.learn(settings(60, true));
        look();
        assertThat(told).containsExactly("LOG-1 ACTIVE 1180000");
        watch.learn(settings(60, false));
        look();
        assertThat(told).last().isEqualTo("LOG-1 NORMAL 1300000");
    }

    @Test
    void endsASilenceWhoseRuleIsGone() {
        watch.learn(settings(60, true));
        receive(1_000_000);
        markEverySecond(1_000_000, 1_200_000);
        look();
        watch.lookAgain();
        watch.look(Rules.book(), this::tell);
        assertThat(told).containsExactly("LOG-1 ACTIVE 1180000", "LOG-1 NORMAL 1200000");
    }

    @Test
    void looksByALongerIntervalFromTheMomentItIsTold() {
        watch.learn(settings(60, true));
        receive(1_000_000);
        markEverySecond(1_000_000, 1_100_000);
        look();
        watch.learn(settings(300, true));
        markEverySecond(1_100_000, 1_800_000);
        look();
        assertThat(told).isEmpty();
        markEverySecond(1_800_000, 1_901_000);
        look();
        assertThat(told).containsExactly("LOG-1 ACTIVE 1900000");
    }

    @Test
    void remembersWhatFramesWereJudgedBySinceSettingsWereStored() {
        LoggerSettings stored = settings(60, true);
        watch.learn(settings(120, true)); // announced before the tables are read
        watch.known("LOG-1", 1_000_000, stored);
        watch.learn(settings(300, true));
        assertThat(watch.unstoredSettings()).containsExactly(new SilenceWatch.Unstored(settings(300, true), stored));

        watch.settingsStored();
        assertThat(watch.unstoredSettings()).isEmpty();
        watch.learn(stored);
        assertThat(watch.unstoredSettings()).containsExactly(new SilenceWatch.Unstored(stored, settings(300, true)));
    }

    @Test
    void supposesThatFirstFramesWereJudgedByWhatTheySay() {
        watch.suppose(settings(60, true));
        watch.learn(settings(120, true));
        assertThat(watch.unstoredSettings())
                .containsExactly(new SilenceWatch.Unstored(settings(120, true), settings(60, true)));
    }

    private void receive(long atMillis) {
        watch.receipt("LOG-1", atMillis, this::tell);
    }

    private void mark(long atMillis) {
        listening.heardUntil(atMillis);
    }

    private void markEverySecond(long fromMillis, long toMillis) {
        for (long at = fromMillis; at <= toMillis; at += 1_000) {
            mark(at);
        }
    }

    private void look() {
        watch.look(BOOK, this::tell);
    }

    private void tell(AlarmChange.Subject subject, Transition transition) {
        assertThat(subject.isSilence()).isTrue();
        assertThat(subject.loggerSerialNumber()).isEqualTo("LOG-1");
        told.add(transition.deviceSerialNumber() + " " + transition.to() + " " + transition.atMillis());
    }

    private static LoggerSettings settings(int intervalSeconds, boolean isActive) {
        return new LoggerSettings("LOG-1", intervalSeconds, "UTC", "org", "plant", isActive, 0);
    }
}
