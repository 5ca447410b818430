package io.busbar.query.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.query.webhook.Judgement.Kind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JudgementTest {

    private static final double MIDDLE = 0.5;

    @ParameterizedTest(name = "{0}, attempt {1}, {2} old: {3} {4}")
    @CsvSource(
            textBlock =
                    """
        # status, attempts, age, what follows, after
        200,      1,  PT0S,     DELIVERED,
        204,      9,  PT30H,    DELIVERED,
        299,      1,  PT0S,     DELIVERED,
        410,      1,  PT0S,     DISABLED,
        410,      1,  PT30H,    DISABLED,
        ,         1,  PT0S,     RETRY,     PT1S
        ,         2,  PT1S,     RETRY,     PT5S
        500,      3,  PT6S,     RETRY,     PT30S
        502,      4,  PT36S,    RETRY,     PT2M
        503,      5,  PT3M,     RETRY,     PT10M
        599,      6,  PT13M,    RETRY,     PT1H
        408,      7,  PT2H,     RETRY,     PT1H
        429,      99, PT23H59M, RETRY,     PT1H
        503,      30, PT24H,    DEAD,
        429,      30, PT24H,    DEAD,
        ,         1,  PT24H,    DEAD,
        ,         1,  P3D,      DEAD,
        400,      1,  PT0S,     RETRY,     PT1S
        404,      2,  PT1S,     RETRY,     PT5S
        400,      3,  PT6S,     DEAD,
        401,      1,  PT30H,    RETRY,     PT1S
        302,      1,  PT0S,     RETRY,     PT1S
        308,      3,  PT6S,     DEAD,
        101,      3,  PT6S,     DEAD,
        600,      3,  PT6S,     DEAD,
        """)
    void judges(@Nullable Integer status, int attempts, Duration age, Kind kind, @Nullable Duration pause) {
        Outcome outcome = status == null ? Outcome.failed("timed out") : Outcome.answered(status, null);

        assertThat(Judgement.of(outcome, attempts, age, MIDDLE))
                .isEqualTo(new Judgement(kind, pause == null ? Duration.ZERO : pause));
    }

    @ParameterizedTest(name = "{0} asks for {1}, attempt {2}: {3}")
    @CsvSource({
        "429, PT20S, 1, PT20S",
        "503, PT2S, 2, PT5S",
        "429, P1D, 1, PT1H",
        "400, PT7S, 1, PT7S",
        "429, PT0S, 1, PT1S"
    })
    void waitsAsLongAsIsAskedForUpToAnHour(int status, Duration asked, int attempts, Duration pause) {
        assertThat(Judgement.of(Outcome.answered(status, asked), attempts, Duration.ZERO, MIDDLE)
                        .pause())
                .isEqualTo(pause);
    }

    @Test
    void spreadsThoseThatFailedTogether() {
        Outcome outcome = Outcome.failed("timed out");

        assertThat(Judgement.of(outcome, 2, Duration.ZERO, 0).pause()).isEqualTo(Duration.ofSeconds(4));
        assertThat(Judgement.of(outcome, 2, Duration.ZERO, 1).pause()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void readsWhenToComeAgain() {
        Instant now = Instant.parse("2026-08-09T11:28:00Z");

        assertThat(RetryAfter.parse("120", now)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("Sun, 09 Aug 2026 11:28:36 GMT", now)).isEqualTo(Duration.ofSeconds(36));
        assertThat(RetryAfter.parse("Sun, 09 Aug 2026 11:27:36 GMT", now)).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.parse(null, now)).isNull();
        for (String nonsense : new String[] {"", "-1", "soon", "99999999999999999999", "1.5"}) {
            assertThat(RetryAfter.parse(nonsense, now)).as(nonsense).isNull();
        }
    }
}
