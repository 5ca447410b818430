package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FileRangeTest {

    @Test
    void givesThePartThatIsAskedFor() {
        assertThat(FileRange.of("bytes=0-9", 100)).isEqualTo(new FileRange(0, 10, true));
        assertThat(FileRange.of("bytes=90-", 100)).isEqualTo(new FileRange(90, 10, true));
        assertThat(FileRange.of("bytes=95-200", 100)).isEqualTo(new FileRange(95, 5, true));
        assertThat(FileRange.of("bytes=-5", 100)).isEqualTo(new FileRange(95, 5, true));
        assertThat(FileRange.of("bytes=-500", 100)).isEqualTo(new FileRange(0, 100, true));
    }

    @Test
    void givesAllWhereItDoesNotUnderstand() {
        for (String header : new String[] {"", "bytes=-", "bytes=1-2,5-6", "lines=1-2"}) {
            assertThat(FileRange.of(header, 100)).isEqualTo(new FileRange(0, 100, false));
        }
    }

    @Test
    void givesNothingBeyondTheEnd() {
        assertThat(FileRange.of("bytes=100-", 100)).isNull();
        assertThat(FileRange.of("bytes=9-3", 100)).isNull();
        assertThat(FileRange.of("bytes=-0", 100)).isNull();
    }
}
