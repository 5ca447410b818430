package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalTest {

    private static final Pattern SYNTAX = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    @ParameterizedTest
    @CsvSource({"398.3, 398.3", "1e3, 1000", "+.50, 0.5", "-7., -7", "' 12 ', 12", "1E-3, 0.001", "0e9, 0"})
    void readsDecimals(String text, String value) {
        assertThat(Decimal.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "+", "1e", "1e+", "e5", "1.2.3", "NaN", "Infinity", "0x1", "1 2", "١", "1_000", "--1"})
    void readsNothingElse(String text) {
        assertThat(Decimal.parse(text)).isNull();
    }

    @Test
    void followsItsGrammar() {
        Random random = new Random(7);
        String letters = "0123456789..++--eEx";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(7); length >= 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            // A number of few digits is only refused for its exponent.
            boolean isRead = Decimal.parse(text.toString()) != null;
            boolean isDecimal = SYNTAX.matcher(text).matches();
            assertThat(isRead && !isDecimal).as("read as a decimal: %s", text).isFalse();
            if (isDecimal && text.indexOf("e") < 0 && text.indexOf("E") < 0) {
                assertThat(isRead).as("read as a decimal: %s", text).isTrue();
            }
        }
    }
}
