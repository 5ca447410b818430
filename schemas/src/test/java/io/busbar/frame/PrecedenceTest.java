package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrecedenceTest {

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void laysOutRevisionBootIdSequenceAndChecksum() {
        Precedence precedence = of(GoldenFrame.ABSENT_CELLS.frame());
        assertThat(hex(precedence))
                .startsWith("ffff" + "ffffffffffff" + "ffffffff")
                .hasSize(32);

        byte[] bytes = GoldenFrame.WITHOUT_CLOCK.bytes();
        assertThat(hex(Precedence.of(bytes, FrameDecoder.decode(bytes))))
                .isEqualTo("0000" + "000000000007" + "0000002a" + "764c345b");
    }

    @Test
    void countsAnAbsentBootIdAndSequenceAsZero() {
        assertThat(hex(of(frame(3, null, null)))).startsWith("0003" + "000000000000" + "00000000");
    }

    @Test
    void ordersByRevisionThenBootIdThenSequence() {
        long maxBootId = FrameLimits.MAX_BOOT_ID;
        long maxSequence = FrameLimits.MAX_SEQUENCE;

        assertThat(List.of(
                        of(frame(0, null, null)),
                        of(frame(0, 0L, 1L)),
                        of(frame(0, 0L, maxSequence)),
                        of(frame(0, 1L, 0L)),
                        of(frame(0, 1L << 47, 0L)),
                        of(frame(0, maxBootId, maxSequence)),
                        of(frame(1, 0L, 0L)),
                        of(frame(0x7FFF, maxBootId, 0L)),
                        of(frame(0x8000, 0L, 0L)),
                        of(frame(0xFFFF, 0L, 0L))))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void isTheSameForAResend() {
        byte[] first = FrameEncoder.encode(frame(0, 7L, 42L));
        byte[] second = FrameEncoder.encode(frame(0, 7L, 42L));

        assertThat(Precedence.of(first, FrameDecoder.decode(first)))
                .isEqualTo(Precedence.of(second, FrameDecoder.decode(second)))
                .isEqualByComparingTo(Precedence.of(second, FrameDecoder.decode(second)));
    }

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void comparesAsOneUnsignedNumber(long seed) {
        Random random = new Random(seed);
        RandomFrames frames = RandomFrames.any(seed, catalogue);
        Precedence one =
                random.nextBoolean() ? of(frames.next()) : new Precedence(random.nextLong(), random.nextLong());
        Precedence other = random.nextInt(4) == 0 ? new Precedence(one.high(), random.nextLong()) : of(frames.next());

        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(number(one).compareTo(number(other)));
        assertThat(Integer.signum(other.compareTo(one))).isEqualTo(number(other).compareTo(number(one)));
        assertThat(one).isEqualByComparingTo(new Precedence(one.high(), one.low()));
    }

    private static Frame frame(int revision, @Nullable Long bootId, @Nullable Long sequence) {
        return new Frame("L", bootId, sequence, FrameLimits.EARLIEST_MILLIS, null, revision, false, List.of());
    }

    private static Precedence of(Frame frame) {
        return Precedence.of(FrameEncoder.encode(frame), frame);
    }

    /** As PostgreSQL sees it: the 16 bytes of a uuid, compared like memory. */
    private static BigInteger number(Precedence precedence) {
        return new BigInteger(hex(precedence), 16);
    }

    private static String hex(Precedence precedence) {
        return new UUID(precedence.high(), precedence.low()).toString().replace("-", "");
    }
}
