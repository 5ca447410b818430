package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.query.series.SeriesBlocks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonRowsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final JsonRows rows = new JsonRows(out);

    @Test
    void haveNumbersTextsAndNothing() throws Exception {
        rows.begin();
        rows.write(SeriesBlocks.of(1_000, 3_312L, null, "V1.2 \"ü\"", -7L));
        rows.write(SeriesBlocks.of(2_500, null, 0L, null, 10L));
        rows.begin();
        rows.write(SeriesBlocks.of(3_000));
        assertThat(written())
                .isEqualTo(
                        "[\"1970-01-01T00:00:01Z\",3312,null,\"V1.2 \\\"ü\\\"\",-7],[\"1970-01-01T00:00:02.500Z\",null,0,null,10]"
                                + "[\"1970-01-01T00:00:03Z\"]");
    }

    @Test
    void haveEveryNumber() throws Exception {
        Random random = new Random(1);
        StringBuilder expected = new StringBuilder();
        for (long power = 1; power > 0 && power <= 1_000_000_000_000_000_000L; power *= 10) {
            for (long value :
                    new long[] {power, -power, power - 1, 1 - power, random.nextLong() >> random.nextInt(64)}) {
                numbers(expected, value);
            }
        }
        numbers(expected, Long.MAX_VALUE);
        numbers(expected, Long.MIN_VALUE);
        assertThat(written()).isEqualTo(expected.toString());
    }

    @Test
    void growWithTheirColumns() throws Exception {
        Object[] many = new Object[2_000];
        Arrays.fill(many, Long.MIN_VALUE);
        rows.write(SeriesBlocks.of(0, many));
        assertThat(written()).isEqualTo("[\"1970-01-01T00:00:00Z\"" + ("," + Long.MIN_VALUE).repeat(many.length) + "]");
    }

    private void numbers(StringBuilder expected, long value) throws Exception {
        rows.begin();
        rows.write(SeriesBlocks.of(0, value));
        expected.append("[\"1970-01-01T00:00:00Z\",").append(value).append(']');
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
