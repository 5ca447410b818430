package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AlarmDeedTest {

    private static final UUID OCCURRENCE = new UUID(1, 2);

    static Stream<AlarmEvent.Detail> deeds() {
        return Stream.of(
                new Acknowledgement("ana@example.org", 1_000, "seen"),
                new Acknowledgement("ana@example.org", 1_000, ""),
                new Shelving("ana@example.org", 1_000, 61_000, "known"),
                new Shelving.End("ana@example.org", 1_000));
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void decodesWhatItEncoded(AlarmEvent.Detail detail) {
        AlarmDeed deed = new AlarmDeed(OCCURRENCE, detail);
        assertThat(AlarmDeed.decode(deed.encode())).isEqualTo(deed);
        assertThat(deed.atMillis()).isEqualTo(1_000);
    }

    @Test
    void looksLikeThis() {
        AlarmDeed deed = new AlarmDeed(OCCURRENCE, new Shelving("ana", 1_000, 61_000, "known"));
        assertThat(new String(deed.encode(), StandardCharsets.UTF_8).replace('"', '\''))
                .isEqualTo(
                        "{'occurrence':'00000000-0000-0001-0000-000000000002','deed':'shelve','at':'1970-01-01T00:00:01Z',"
                                + "'who':'ana','until':'1970-01-01T00:01:01Z','why':'known'}");
    }

    @Test
    void isNothingThatTheEngineDoes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AlarmDeed(OCCURRENCE, new AlarmEvent.Amendment(true, null)))
                .withMessageContaining("allowed: what a person does");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            []                          | alarm deed: it is a list, allowed: an object
            {'deed':'eat'}              | deed is 'eat', allowed: one of [acknowledge, shelve, unshelve]
            {'deed':'unshelve'}         | occurrence is missing
            {'deed':'acknowledge','note':'\\u0000'} | note has the character U+0000
            {'deed':'shelve','who':'a','at':'1970-01-01T00:00:01Z','until':'1970-01-01T00:00:01Z','why':'x'} | shelved for 0 ms, allowed: 1 to 2592000000
            """)
    void saysWhatIsWrong(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlarmDeed.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(message);
    }
}
