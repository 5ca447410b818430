package io.busbar.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerialNumberTest {

    @ParameterizedTest
    @ValueSource(strings = {"R07E7A46681B0004", "R07E6A4668090028-BDU-01", "0106032412230990", "a", "7", "Stack_1.0"})
    void takesSerialNumbersThatOccur(String text) {
        assertThat(SerialNumber.isValid(text)).isTrue();
        assertThat(isValidAmongBytes(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "-a", ".a", "_a", "a b", "a/b", "a+", "#", "a\n", "a,b", "ä", "٣", "a\0", "../etc", "a'--"
            })
    void refusesWhatWouldMeanSomethingInATopicAPathOrACsvCell(String text) {
        assertThat(SerialNumber.isValid(text)).isFalse();
        assertThat(isValidAmongBytes(text)).isFalse();
    }

    @Test
    void allowsSixtyFourCharacters() {
        assertThat(SerialNumber.isValid("a".repeat(64))).isTrue();
        assertThat(SerialNumber.isValid("a".repeat(65))).isFalse();
        assertThat(isValidAmongBytes("a".repeat(64))).isTrue();
        assertThat(isValidAmongBytes("a".repeat(65))).isFalse();
    }

    private static boolean isValidAmongBytes(String text) {
        byte[] bytes = ("/" + text + "/").getBytes(StandardCharsets.UTF_8);
        return SerialNumber.isValid(bytes, 1, bytes.length - 1);
    }
}
