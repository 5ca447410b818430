package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.alarm.Suppression.Open;
import io.busbar.alarm.Suppression.Why;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuppressionTest {

    private static final Open PACK_VALUE = open(1, RuleKind.THRESHOLD, "PACK", "BMS", "LOGGER");
    private static final Open BMS_VALUE = open(2, RuleKind.BIT, "BMS", "LOGGER");
    private static final Open BMS_SILENCE = open(3, RuleKind.SILENCE, "BMS", "LOGGER");
    private static final Open LOGGER_SILENCE = open(4, RuleKind.SILENCE, "LOGGER");
    private static final Open LONGER_SILENCE = open(5, RuleKind.SILENCE, "LOGGER");
    private static final Open OTHER_VALUE = open(6, RuleKind.RATE, "OTHER", "OTHER-LOGGER");

    @Test
    void suppressesEverythingBehindASilentLogger() {
        assertThat(Suppression.bySilence(List.of(PACK_VALUE, BMS_VALUE, OTHER_VALUE, LONGER_SILENCE, LOGGER_SILENCE)))
                .containsOnlyKeys(PACK_VALUE.occurrence(), BMS_VALUE.occurrence())
                .containsValue(new Suppression(Why.OFFLINE, LOGGER_SILENCE.occurrence()));
    }

    @Test
    void suppressesTheSilenceOfABmsByThatOfItsLogger() {
        assertThat(Suppression.bySilence(List.of(BMS_SILENCE, LOGGER_SILENCE)))
                .containsOnlyKeys(BMS_SILENCE.occurrence());
    }

    @Test
    void suppressesTheValuesOfASilentBmsAndItsPacks() {
        assertThat(Suppression.bySilence(List.of(PACK_VALUE, BMS_VALUE, BMS_SILENCE)))
                .containsOnlyKeys(PACK_VALUE.occurrence(), BMS_VALUE.occurrence())
                .containsEntry(PACK_VALUE.occurrence(), new Suppression(Why.OFFLINE, BMS_SILENCE.occurrence()));
    }

    @Test
    void doesNotDependOnTheOrderOfTheAlarms() {
        List<Open> alarms = List.of(LONGER_SILENCE, BMS_SILENCE, PACK_VALUE, LOGGER_SILENCE, BMS_VALUE);
        List<Open> turned = List.of(BMS_VALUE, LOGGER_SILENCE, PACK_VALUE, BMS_SILENCE, LONGER_SILENCE);

        assertThat(Suppression.bySilence(alarms))
                .isEqualTo(Suppression.bySilence(turned))
                .containsEntry(PACK_VALUE.occurrence(), new Suppression(Why.OFFLINE, BMS_SILENCE.occurrence()));
    }

    @Test
    void isEmptyWithoutSilence() {
        assertThat(Suppression.bySilence(List.of(PACK_VALUE, BMS_VALUE))).isEmpty();
    }

    @Test
    void namesTheAlarmThatStandsForIt() {
        assertThatThrownBy(() -> new Suppression(Why.PARENT, null))
                .hasMessage("suppressed for PARENT by null, allowed: by an alarm, or for MAINTENANCE by none");
    }

    /** Who may not know of the other would see a gap otherwise. */
    @Test
    void countsWhatTheSameAlarmDidAlone() {
        Suppression first = new Suppression(Why.OFFLINE, BMS_SILENCE.occurrence());
        Suppression other = new Suppression(Why.OFFLINE, LOGGER_SILENCE.occurrence());
        Suppression.End end = new Suppression.End(BMS_SILENCE.occurrence());

        assertThat(Suppression.sequence(first, List.of())).isEqualTo(1);
        assertThat(Suppression.sequence(other, List.of(first))).isEqualTo(1);
        assertThat(Suppression.sequence(first, List.of(first, other))).isEqualTo(2);
        assertThat(Suppression.sequence(end, List.of(first, other, first))).isEqualTo(1);
    }

    private static Open open(long raisedAtMillis, RuleKind kind, String device, String... above) {
        return new Open(new UUID(0, raisedAtMillis), kind, raisedAtMillis, device, List.of(above));
    }
}
