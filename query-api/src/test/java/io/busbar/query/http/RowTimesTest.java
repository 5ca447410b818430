package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RowTimesTest {

    private final RowTimes times = new RowTimes();

    @Test
    void areThoseOfOtherAnswers() {
        Random random = new Random(1);
        long at = Instant.parse("1969-12-31T23:58:00Z").toEpochMilli();
        for (int i = 0; i < 100_000; i++) {
            assertThat(times.text(at)).isEqualTo(Times.text(at));
            at += random.nextInt(10) == 0
                    ? random.nextInt(1_000_000_000)
                    : random.nextInt(7) * 500L + random.nextInt(3);
        }
    }

    @Test
    void goBackAsWell() {
        assertThat(times.text(61_000)).isEqualTo("1970-01-01T00:01:01Z");
        assertThat(times.text(59_999)).isEqualTo("1970-01-01T00:00:59.999Z");
        assertThat(times.text(60_010)).isEqualTo("1970-01-01T00:01:00.010Z");
    }
}
