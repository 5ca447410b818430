package io.busbar.query.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetTest {

    @Test
    void isWhatTheUrlSays() {
        assertThat(Target.parse("https://example.org")).isEqualTo(new Target(true, "example.org", 443, "/"));
        assertThat(Target.parse("https://example.org?a=%20b"))
                .isEqualTo(new Target(true, "example.org", 443, "/?a=%20b"));
        assertThat(Target.parse("HTTP://10.0.0.7:8080/alarms/x?y=1&z"))
                .isEqualTo(new Target(false, "10.0.0.7", 8080, "/alarms/x?y=1&z"));
        assertThat(Target.parse("https://[2a00::1]:8443/")).isEqualTo(new Target(true, "[2a00::1]", 8443, "/"));
        assertThat(Target.parse("https://example.org/T0/secret")).hasToString("Target[example.org]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://example.org/x|is to begin with https://",
                "file:///etc/passwd|is to begin with https://",
                "example.org/x|is to begin with https://",
                "https://user:pass@example.org/|is to have no user or password: check the signature instead",
                "https://@example.org/|is to have no user or password: check the signature instead",
                "https://example.org/#part|is to have no fragment",
                "https:///path|is to name a host, in ASCII",
                "https:opaque|is to name a host, in ASCII",
                "https://a_b.example.org/|is to name a host, in ASCII",
                "https://bücher.example/|is to name a host, in ASCII",
                "https://example.org/ü|is to name a host, in ASCII",
                "https://[fe80::1%25eth0]/|is to name a host, in ASCII",
                "https://example.org:0/|is to have a port of 1 to 65535",
                "https://example.org:65536/|is to have a port of 1 to 65535",
                "https://example.org/a b|is to be a URL, such as https://example.org/alarms",
            })
    void isNothingElse(String url, String message) {
        assertThatThrownBy(() -> Target.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void hasABound() {
        String url = "https://example.org/" + "a".repeat(1_980);

        assertThat(Target.parse(url).path()).hasSize(1_981);
        assertThatThrownBy(() -> Target.parse(url + "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is to have at most 2000 characters");
    }
}
