package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.alarm.AlarmEvent.Amendment;
import io.busbar.alarm.AlarmEvent.Detail;
import io.busbar.alarm.AlarmEvent.Occurrence;
import io.busbar.measure.Role;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AlarmEventJsonTest {

    private static final AlarmEvent RAISED = AlarmEvent.of(raise(), 12_345, false);

    @Test
    void writesWhatIsPromised() {
        assertThat(text(RAISED))
                .isEqualTo("{'specversion':'1.0','id':'" + RAISED.id() + "','source':'/busbar/alarms',"
                        + "'type':'io.busbar.alarm.raised','subject':'P-01','time':'1970-01-01T00:00:10Z',"
                        + "'datacontenttype':'application/json','data':{"
                        + "'occurrence':'a1040cdf-b808-8d50-9c02-e7eea0b3fedb','sequence':1,'retroactive':false,"
                        + "'processedAt':'1970-01-01T00:00:12.345Z','ruleId':'rule','ruleVersion':1,'severity':'WARNING',"
                        + "'cell':2,'raisedAt':'1970-01-01T00:00:10Z','from':'NORMAL','to':'ACTIVE','cause':'VALUE',"
                        + "'evidence':{'value':3550,'scale':3,'unit':'V','cell':2,'beyond':[2],'maxMillivolts':3550,"
                        + "'maxCell':2,'minMillivolts':3300,'minCell':1,'socMillipercent':50000}}}");
    }

    static Stream<AlarmEvent> events() {
        Occurrence occurrence = RAISED.occurrence();
        return Stream.concat(
                Stream.of(RAISED, AlarmEvent.of(raise(), 99, true)),
                Stream.<Detail>of(
                                new Acknowledgement("anna", 20_000, "seen \"it\"\n"),
                                new Shelving("anna", 20_000, 80_000, "works on it"),
                                new Shelving.End("the clock", 20_000),
                                new Suppression(Suppression.Why.OFFLINE, new UUID(1, 2)),
                                new Suppression(Suppression.Why.MAINTENANCE, null),
                                new Amendment(true, null),
                                new Amendment(false, 19_000L),
                                new Amendment(false, null),
                                new AlarmEvent.Step(
                                        AlarmPhase.CLEARING, AlarmPhase.NORMAL, Transition.Cause.RULE, Evidence.NONE))
                        .map(detail ->
                                new AlarmEvent(occurrence, 3, 20_000, 21_000, detail instanceof Amendment, detail)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsWhatItWrote(AlarmEvent event) {
        assertThat(AlarmEventJson.read(AlarmEventJson.write(event))).isEqualTo(event);
    }

    @Test
    void namesEveryEventDifferentlyAndAlwaysTheSame() {
        assertThat(events().skip(2).map(AlarmEvent::id))
                .as("amendments and suppressions of one number and time are one")
                .hasSize(9)
                .satisfies(ids -> assertThat(ids.stream().distinct()).hasSize(6));
        assertThat(AlarmEvent.of(raise(), 1, true).id()).isEqualTo(RAISED.id());
        assertThat(AlarmEventJson.read(AlarmEventJson.write(RAISED)).id()).isEqualTo(RAISED.id());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            '1.0'                  | '0.3'                   | specversion is '0.3', allowed: '1.0'
            alarm.raised           | alarm.lowered           | type is 'io.busbar.alarm.lowered', allowed: io.busbar.alarm. and one of [raised, cleared, acknowledged,
            alarm.raised           | alarm.cleared           | type is cleared, data is of raised
            'time':                | 'when':                 | time is missing, allowed: a text
            'time':                | 'when':                 | when is unknown, allowed: [data, datacontenttype, id,
            'sequence':1           | 'sequence':2            | , allowed: that of its content,
            'sequence':1           | 'sequence':0            | sequence=0, allowed: 1 and more
            'sequence':1           | 'sequence':'1'          | data.sequence is '1', allowed: a number
            'retroactive':false    | 'retroactive':null      | data.retroactive is missing, allowed: true or false
            'occurrence':'a1       | 'occurrence':'A1        | allowed: a UUID in small letters
            'from':'NORMAL'        | 'from':'ACTIVE'         | step from ACTIVE to ACTIVE, allowed: a raise or a clear
            'scale':3              | 'scale':3,'colour':1    | data.evidence.colour is unknown, allowed: [beyond, cell,
            'beyond':[2]           | 'beyond':[2.5]          | data.evidence.beyond is 2.5, allowed: whole numbers
            'evidence'             | 'proof'                 | data.evidence is missing, allowed: an object
            'severity':'WARNING'   | 'severity':'LOUD'       | data.severity is 'LOUD', allowed: one of [INFO, WARNING, PROTECTION, FAULT]
            """)
    void tellsWhatIsWrongAndWhatIsAllowed(String found, String replacement, String message) {
        String json = text(RAISED);
        assertThat(json).contains(found);
        byte[] damaged = json.replace(found, replacement).replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> AlarmEventJson.read(damaged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void hasNoEventForWhatIsOnTheWay() {
        Rig rig = new Rig(RuleText.CELL_HIGH + ",'offDelaySeconds':20")
                .step(Seen.at(10).cells(3600), Seen.at(20).cells(3300));

        assertThatThrownBy(() -> AlarmEvent.of(rig.transitions.get(1), 0, false))
                .hasMessage("step from ACTIVE to CLEARING, allowed: a raise or a clear");
    }

    @Test
    void refusesWhatNobodySaysOrNobodyMayWant() {
        assertThatThrownBy(() -> new Acknowledgement(" ", 0, ""))
                .hasMessage("who of 1 characters, allowed: 1 to 128, not only blanks");
        assertThatThrownBy(() -> new Acknowledgement("anna", 0, "x".repeat(1001)))
                .hasMessage("note of 1001 characters, allowed: 0 to 1000");
        assertThatThrownBy(() -> new Shelving("anna", 0, 1, ""))
                .hasMessage("why of 0 characters, allowed: 1 to 1000, not only blanks");
        assertThatThrownBy(() -> new Shelving("anna", 5, 5, "why"))
                .hasMessage("shelved for 0 ms, allowed: 1 to 2592000000");
        assertThatThrownBy(() -> new Amendment(true, 5L))
                .hasMessage("withdrawn and cleared at 5, allowed: one of both");
        assertThatThrownBy(
                        () -> new AlarmEvent(RAISED.occurrence(), 1, 5, 5, false, new Acknowledgement("anna", 6, "")))
                .hasMessage("time=5 of a deed at 6, allowed: the same");
    }

    @Test
    void shelvesUntilItsTimeIsOver() {
        Shelving shelving = new Shelving("anna", 10, 20, "why");

        assertThat(shelving.holds(10)).isTrue();
        assertThat(shelving.holds(19)).isTrue();
        assertThat(shelving.holds(20)).isFalse();
    }

    private static Transition raise() {
        return new Rig(RuleText.CELL_HIGH)
                .step(Seen.at(10).cells(3300, 3550).pack(Role.SOC, 50_000))
                .transitions
                .get(0);
    }

    private static String text(AlarmEvent event) {
        return new String(AlarmEventJson.write(event), StandardCharsets.UTF_8).replace('"', '\'');
    }
}
