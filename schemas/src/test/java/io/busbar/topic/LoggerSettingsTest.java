package io.busbar.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoggerSettingsTest {

    @Test
    void decodesWhatItEncoded() {
        LoggerSettings settings = new LoggerSettings("L-1", 5, "Asia/Kathmandu", "org1", "plant1", false, 0);
        assertThat(new String(settings.encode(), StandardCharsets.UTF_8).replace('"', '\''))
                .isEqualTo("{'sn':'L-1','uploadIntervalSeconds':5,'zone':'Asia/Kathmandu','organization':'org1',"
                        + "'plant':'plant1','active':false}");
        assertThat(LoggerSettings.decode(settings.encode())).isEqualTo(settings);
    }

    @Test
    void decodesSinceWhenItHasBeenThere() {
        LoggerSettings settings = new LoggerSettings("L", 60, "UTC", "org1", "plant1", true, 1_785_585_600_123L);
        assertThat(new String(settings.encode(), StandardCharsets.UTF_8))
                .endsWith(",\"placeSince\":\"2026-08-01T12:00:00.123Z\"}");
        assertThat(LoggerSettings.decode(settings.encode())).isEqualTo(settings);
    }

    @Test
    void takesALoggerThatNothingMoreIsSaidOfForAnActiveOneOfNobody() {
        LoggerSettings settings = decode("{'sn':'L','uploadIntervalSeconds':60,'zone':'UTC'}");
        assertThat(settings).isEqualTo(new LoggerSettings("L", 60, "UTC", "", "", true, 0));
    }

    @Test
    void passesOverFieldsItDoesNotKnow() {
        assertThat(decode("{'colour':{'a':[1]},'sn':'L','uploadIntervalSeconds':60,'zone':'UTC'}"))
                .isEqualTo(new LoggerSettings("L", 60, "UTC"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
            []                                                     | logger settings are a JSON object
            {'sn':'L','zone':'UTC'}                                | logger settings have sn and zone, two texts, and uploadIntervalSeconds, a whole number
            {'sn':'L','zone':'UTC','uploadIntervalSeconds':'5'}    | logger settings have sn and zone, two texts, and uploadIntervalSeconds, a whole number
            {'sn':['L'],'zone':'UTC','uploadIntervalSeconds':5}    | logger settings have sn and zone, two texts, and uploadIntervalSeconds, a whole number
            {'sn':'L','zone':'UTC','uploadIntervalSeconds':0}      | uploadIntervalSeconds=0, allowed: 1 to 86400
            {'sn':'L','zone':'Mars/Crater','uploadIntervalSeconds':5} | zone 'Mars/Crater' is no IANA time zone
            {'sn':'L','zone':'UTC','uploadIntervalSeconds':5,'placeSince':'May'} | placeSince 'May' is no time like 2026-08-01T12:00:00Z
            {'sn':'a/b','zone':'UTC','uploadIntervalSeconds':5}    | logger serial number 'a/b' is not 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit
            """)
    void saysWhatIsWrong(String json, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> decode(json)).withMessage(message);
    }

    private static LoggerSettings decode(String json) {
        return LoggerSettings.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
