package io.busbar.standalone.database.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeepTimeTest {

    @ParameterizedTest
    @CsvSource({"1d, 1", "90d, 90", "12w, 84", "2y, 730", "36500d, 36500"})
    void readsDaysWeeksAndYears(String text, int days) {
        assertThat(KeepTime.parse(text)).contains(Duration.ofDays(days));
        assertThat(KeepTime.text(Duration.ofDays(days))).isEqualTo(days + "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "off", "0d", "90", "90 d", "-1d", "1h", "P90D", "36501d", "999999d", "90D"})
    void readsNothingElse(String text) {
        assertThat(KeepTime.parse(text)).isEmpty();
    }

    @Test
    void showsThatRowsAreKeptForEver() {
        assertThat(KeepTime.text(null)).isEqualTo("off");
    }
}
