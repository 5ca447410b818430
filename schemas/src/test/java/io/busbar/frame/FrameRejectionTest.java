package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.FrameRejection.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FrameRejectionTest {

    @Test
    void namesReasonsAsTopicsMetricsAndClientsKnowThem() {
        assertThat(Stream.of(Reason.values()).map(Reason::code))
                .containsExactly(
                        "malformed",
                        "too-large",
                        "checksum",
                        "unsupported-version",
                        "wrong-logger",
                        "value-out-of-range",
                        "time-missing",
                        "time-out-of-range",
                        "unknown-device-type",
                        "duplicate-device",
                        "duplicate-point",
                        "wrong-topic",
                        "unknown-logger",
                        "bad-key");
    }

    @Test
    void keepsOrdinaryTextAsItIs() {
        assertThat(detail("0.01 °C, 压差 'x' 🔋")).isEqualTo("0.01 °C, 压差 'x' 🔋");
        assertThat(detail("x".repeat(512))).isEqualTo("x".repeat(512));
    }

    @Test
    void cutsLongText() {
        assertThat(detail("x".repeat(513))).isEqualTo("x".repeat(511) + "…");
        assertThat(detail("x".repeat(510) + "🔋🔋")).isEqualTo("x".repeat(510) + "…");
    }

    @Test
    void replacesWhatIsNotFitForALine() {
        assertThat(detail("a\0b\r\nc\u2028d\ud83de\udd0bf\u200b"))
                .isEqualTo("a\ufffdb\ufffd\ufffdc\ufffdd\ufffde\ufffdf\ufffd");
    }

    private static String detail(String text) {
        return new FrameRejection(Reason.MALFORMED, text).detail();
    }
}
