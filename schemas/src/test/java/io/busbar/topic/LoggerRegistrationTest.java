package io.busbar.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.fleet.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoggerRegistrationTest {

    private static final String HASH = "00ff".repeat(16);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void decodesWhatItEncoded(boolean active) {
        byte[] hash = new byte[32];
        hash[0] = (byte) 0xAB;

        LoggerRegistration decoded =
                LoggerRegistration.decode(new LoggerRegistration("R07E7A46681B0004", hash, active, null).encode());

        assertThat(decoded.serialNumber()).isEqualTo("R07E7A46681B0004");
        assertThat(decoded.keySha256()).containsExactly(hash);
        assertThat(decoded.active()).isEqualTo(active);
    }

    @Test
    void keepsAVerifier() {
        ScramVerifier scram = ScramVerifier.of("key", new byte[16], ScramVerifier.ITERATIONS);
        LoggerRegistration decoded =
                LoggerRegistration.decode(new LoggerRegistration("L", new byte[32], true, scram).encode());
        assertThat(Objects.requireNonNull(decoded.scram()).text()).isEqualTo(scram.text());
    }

    @Test
    void writesWhatIsPromised() {
        LoggerRegistration registration = decode("{'sn':'L','keySha256':'" + HASH + "','active':true}");

        assertThat(new String(registration.encode(), StandardCharsets.UTF_8))
                .isEqualTo("{\"sn\":\"L\",\"keySha256\":\"" + HASH + "\",\"active\":true}");
    }

    @Test
    void passesOverFieldsItDoesNotKnow() {
        LoggerRegistration registration =
                decode("{'model':{'name':['x']},'sn':'L','active':false,'keySha256':'" + HASH + "','zone':null}");

        assertThat(registration.serialNumber()).isEqualTo("L");
        assertThat(registration.active()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            []                                           | a logger registration is a JSON object
            {}                                           | a logger registration has sn, keySha256 and active
            {'sn':'L','keySha256':'HASH'}                | a logger registration has sn, keySha256 and active
            {'sn':null,'keySha256':'HASH','active':true} | sn of a logger registration is not a string
            {'sn':5,'keySha256':'HASH','active':true}    | sn of a logger registration is not a string
            {'sn':'L','keySha256':7,'active':true}       | keySha256 of a logger registration is not a string
            {'sn':'a/b','keySha256':'HASH','active':true} | logger serial number 'a/b' is not 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
            {'sn':'L','keySha256':'00ff','active':true}  | SHA-256 of a key has 32 bytes, not 2
            """)
    void refusesWhatIsNoRegistration(String json, String message) {
        assertThatThrownBy(() -> decode(json.replace("HASH", HASH)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            {'sn':'L'                       | a logger registration that is not JSON: Unexpected end-of-input
            {'sn':'L','sn':'M'}             | a logger registration that is not JSON: Duplicate field 'sn'
            {'active':'true'}               | a logger registration that is not JSON: Current token (VALUE_STRING) not of boolean type
            {'sn':'L','keySha256':'xy','active':true} | keySha256 of a logger registration is not hex: not a hexadecimal digit: "x" = 120
            """)
    void refusesDamagedText(String json, String message) {
        assertThatThrownBy(() -> decode(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static LoggerRegistration decode(String json) {
        return LoggerRegistration.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
