package io.busbar.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameRecordTest {

    private static final byte[] PAYLOAD = {1, 2, 3};

    private static FrameRecord accepted(String key) {
        return new FrameRecord(FrameRecord.Kind.ACCEPTED, key, 1_706_924_640_000L, 0xCAFE, 0, PAYLOAD);
    }

    @Test
    void liesInTheJournalAsItsLayoutSays() {
        assertThat(HexFormat.of().formatHex(accepted("L1").encode()))
                .isEqualTo("01" + "01" + "0200" + "feca0000" + "0007a36c8d010000" + "0000000000000000" + "4c31"
                        + "010203");
    }

    @ParameterizedTest
    @EnumSource
    void decodesWhatItEncoded(FrameRecord.Kind kind) {
        byte[] encoded =
                new FrameRecord(kind, "a".repeat(64), Long.MIN_VALUE, 0xFFFFFFFF, Long.MAX_VALUE, PAYLOAD).encode();

        FrameRecord decoded = FrameRecord.decode(encoded);

        assertThat(decoded.kind()).isEqualTo(kind);
        assertThat(decoded.key()).isEqualTo("a".repeat(64));
        assertThat(decoded.receivedAtMillis()).isEqualTo(Long.MIN_VALUE);
        assertThat(decoded.doorId()).isEqualTo(0xFFFFFFFF);
        assertThat(decoded.journalIndex()).isEqualTo(Long.MAX_VALUE);
        assertThat(decoded.payload()).containsExactly(PAYLOAD);
    }

    @Test
    void keepsARejectionOfSomebodyWhoDidNotLogIn() {
        FrameRecord decoded =
                FrameRecord.decode(new FrameRecord(FrameRecord.Kind.REJECTED, "", 0, 1, 0, new byte[0]).encode());

        assertThat(decoded.key()).isEmpty();
        assertThat(decoded.payload()).isEmpty();
    }

    @Test
    void readsAndStampsWithoutDecoding() {
        byte[] encoded = accepted("L1").encode();

        FrameRecord.stampJournalIndex(encoded, 0x0123_4567_89AB_CDEFL);

        assertThat(FrameRecord.decode(encoded).journalIndex()).isEqualTo(0x0123_4567_89AB_CDEFL);
        assertThat(FrameRecord.kindOf(encoded)).isEqualTo(FrameRecord.Kind.ACCEPTED);
        assertThat(FrameRecord.keyOf(encoded)).asString(StandardCharsets.UTF_8).isEqualTo("L1");
        assertThat(FrameRecord.decode(encoded).payload()).containsExactly(PAYLOAD);
    }

    @Test
    void sendsEachKindToItsTopic() {
        assertThat(FrameRecord.Kind.ACCEPTED.topic()).isEqualTo("logger-frames");
        assertThat(FrameRecord.Kind.REJECTED.topic()).isEqualTo("logger-frames-rejected");
    }

    @Test
    void refusesAKeyThatIsNoSerialNumber() {
        assertThatThrownBy(() -> accepted("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "key 'a b' of a frame record is neither empty nor 1 to 64 letters, digits, '.', '_' or '-', "
                                + "starting with a letter or digit");
    }

    @Test
    void refusesDamagedRecords() {
        byte[] encoded = accepted("L1").encode();

        assertDamaged(new byte[0], "not a frame record: length=0, layout=none, expected layout=1");
        assertDamaged(Arrays.copyOf(encoded, 23), "not a frame record: length=23, layout=1, expected layout=1");
        assertDamaged(Arrays.copyOf(encoded, 25), "damaged frame record: keyLength=2, length=25");
        assertDamaged(with(encoded, 0, 2), "not a frame record: length=29, layout=2, expected layout=1");
        assertDamaged(with(encoded, 1, 5), "damaged frame record: kind=5, expected 1 to 4");
        assertDamaged(with(encoded, 3, 0xFF), "damaged frame record: keyLength=65282, length=29");
        assertThatThrownBy(() -> FrameRecord.keyOf(with(encoded, 3, 0xFF)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("damaged frame record: keyLength=65282, length=29");
        assertThatThrownBy(() -> FrameRecord.kindOf(new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a frame record: length=1, layout=0, expected layout=1");
        assertThatThrownBy(() -> FrameRecord.stampJournalIndex(new byte[20], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a frame record: length=20, layout=0, expected layout=1");
    }

    @Test
    void throwsNothingElseForRandomBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 2) {
                bytes[0] = 1;
                bytes[1] = (byte) (1 + random.nextInt(2));
            }
            try {
                assertThat(FrameRecord.decode(bytes).encode()).containsExactly(bytes);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("frame record");
            }
        }
    }

    private static void assertDamaged(byte[] bytes, String message) {
        assertThatThrownBy(() -> FrameRecord.decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static byte[] with(byte[] bytes, int offset, int value) {
        byte[] changed = bytes.clone();
        changed[offset] = (byte) value;
        return changed;
    }
}
