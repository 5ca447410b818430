package io.busbar.jobs.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden bytes after the PostgreSQL manual, COPY, "Binary Format"; an array is its dimensions, null flag, element type, length and lower bound. */
final class CopyBufferTest {

    private static final String HEADER = "5047434f50590aff0d0a00 00000000 00000000";
    private static final String END = "ffff";

    private final CopyBuffer buffer = new CopyBuffer();

    @Test
    void writesHeaderAndEndAroundNoRows() {
        assertThat(bytes()).isEqualTo(hex(HEADER, END));
    }

    @Test
    void writesNumbersBigEndianWithTheirLength() {
        buffer.row(4).int2(-2).int4(3318).int8(-1).int8(Long.MIN_VALUE);
        assertThat(bytes())
                .isEqualTo(hex(
                        HEADER,
                        "0004",
                        "00000002 fffe",
                        "00000004 00000cf6",
                        "00000008 ffffffffffffffff",
                        "00000008 8000000000000000",
                        END));
    }

    @Test
    void writesShortsAndBytesAsByteStrings() {
        buffer.row(3).bytes(new short[] {3318, -2}).bytes(new short[0]).bytesOrNull(new byte[] {2, (byte) 0x80});
        buffer.row(1).bytesOrNull(new byte[0]);
        assertThat(bytes())
                .isEqualTo(hex(
                        HEADER, "0003", "00000004 0cf6 fffe", "00000000", "00000002 02 80", "0001", "ffffffff", END));
    }

    @Test
    void writesNullAsLengthMinusOne() {
        buffer.row(5)
                .int2OrNull(null)
                .int4OrNull(null)
                .int8OrNull(null)
                .textOrNull(null)
                .int2ArrayOrNull(new byte[0]);
        assertThat(bytes()).isEqualTo(hex(HEADER, "0005", "ffffffff".repeat(5), END));
    }

    @Test
    void countsTimestampsInMicrosecondsFrom2000() {
        buffer.row(2).timestamp(946_684_800_000L).timestamp(946_684_799_999L);
        assertThat(bytes())
                .isEqualTo(hex(HEADER, "0002", "00000008 0000000000000000", "00000008 fffffffffffffc18", END));
    }

    @Test
    void writesUuidsAndTexts() {
        buffer.row(2).uuid(0x0001_0000_0000_0007L, 0x2aL).text("13.7 °C");
        assertThat(bytes())
                .isEqualTo(hex(
                        HEADER,
                        "0002",
                        "00000010 0001000000000007 000000000000002a",
                        "00000008 31332e3720c2b043",
                        END));
    }

    @Test
    void writesArraysWithAndWithoutNulls() {
        buffer.row(3)
                .int2Array(new short[] {3318, -1}, (short) -1)
                .int2Array(new short[0], (short) -1)
                .int2ArrayOrNull(new byte[] {2});
        assertThat(bytes())
                .isEqualTo(hex(
                        HEADER,
                        "0003",
                        "0000001e 00000001 00000001 00000015 00000002 00000001  00000002 0cf6  ffffffff",
                        "0000000c 00000000 00000001 00000015",
                        "0000001a 00000001 00000001 00000015 00000001 00000001  00000002 0002",
                        END));
    }

    @Test
    void writesArraysOfWhateverAFieldMayBe() {
        buffer.row(2)
                .arrayOf(CopyBuffer.TEXT, List.of("a", ""), text -> buffer.textOrNull(text.isEmpty() ? null : text))
                .arrayOf(CopyBuffer.INT8, List.of(), none -> buffer.none());
        assertThat(bytes())
                .isEqualTo(hex(
                        HEADER,
                        "0002",
                        "0000001d 00000001 00000001 00000019 00000002 00000001  00000001 61  ffffffff",
                        "0000000c 00000000 00000001 00000014",
                        END));
    }

    @Test
    void growsInTheMiddleOfAnArray() {
        List<String> texts = Collections.nCopies(100, "x".repeat(1_000));
        buffer.row(1).arrayOf(CopyBuffer.TEXT, texts, buffer::text);
        assertThat(ByteBuffer.wrap(bytes()).getInt(19 + 2)).isEqualTo(20 + 100 * (4 + 1_000));
    }

    @Test
    void growsAndIsReused() {
        String text = "x".repeat(1_000);
        for (int i = 0; i < 200; i++) {
            buffer.row(1).text(text);
        }
        assertThat(buffer.rows()).isEqualTo(200);
        assertThat(buffer.finish()).isEqualTo(19 + 200 * (2 + 4 + 1_000) + 2);
        assertThat(buffer.finish()).as("finished twice").isEqualTo(19 + 200 * (2 + 4 + 1_000) + 2);
        buffer.clear();
        assertThat(buffer.rows()).isZero();
        assertThat(bytes()).isEqualTo(hex(HEADER, END));
    }

    private byte[] bytes() {
        int length = buffer.finish();
        return Arrays.copyOf(buffer.array(), length);
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }
}
