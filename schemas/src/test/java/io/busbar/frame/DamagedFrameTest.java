package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever arrives is answered with a value: nothing throws, and nothing that is accepted is beyond the limits. */
class DamagedFrameTest {

    private static final Set<Reason> DAMAGED = EnumSet.of(Reason.CHECKSUM, Reason.MALFORMED);

    private final Catalogue catalogue = Catalogue.load();
    private final FrameGate gate = new FrameGate(catalogue);

    @ParameterizedTest
    @MethodSource(GoldenFrame.EACH)
    void refusesEveryTruncation(GoldenFrame golden) {
        byte[] whole = golden.bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);

            assertThat(rejection(gate.binary(golden.frame().loggerSerialNumber(), cut))
                            .reason())
                    .as("first %s bytes", length)
                    .isIn(DAMAGED);
            assertThatThrownBy(() -> FrameDecoder.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource(GoldenFrame.EACH)
    void refusesEveryTruncationWithAChecksumOfItsOwn(GoldenFrame golden) {
        byte[] whole = golden.bytes();
        for (int length = FrameEnvelope.MIN_FRAME_BYTES; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            FrameChecksum.write(cut);

            assertThat(rejection(gate.binary(golden.frame().loggerSerialNumber(), cut)))
                    .isEqualTo(new FrameRejection(Reason.MALFORMED, "frame ends inside a field: length=" + length));
        }
    }

    @ParameterizedTest
    @MethodSource(GoldenFrame.EACH)
    void refusesEveryFlippedBit(GoldenFrame golden) {
        byte[] frame = golden.bytes();
        for (int bit = 0; bit < frame.length * Byte.SIZE; bit++) {
            flip(frame, bit);
            assertThat(rejection(gate.binary(golden.frame().loggerSerialNumber(), frame))
                            .reason())
                    .as("bit %s", bit)
                    .isEqualTo(Reason.CHECKSUM);
            flip(frame, bit);
        }
    }

    @ParameterizedTest
    @MethodSource(GoldenFrame.EACH)
    void acceptsAFlippedBitWithAChecksumOfItsOwnOnlyWithinTheLimits(GoldenFrame golden) {
        byte[] frame = golden.bytes();
        for (int bit = 0; bit < (frame.length - FrameChecksum.BYTES) * Byte.SIZE; bit++) {
            flip(frame, bit);
            FrameChecksum.write(frame);
            requireSound(golden.frame().loggerSerialNumber(), frame);
            flip(frame, bit);
        }
    }

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void refusesRandomBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);

            assertThat(rejection(gate.binary("L", bytes)).reason()).isIn(DAMAGED);
            assertThat(rejection(gate.json("L", bytes)).reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void acceptsDamageWithAChecksumOfItsOwnOnlyWithinTheLimits(long seed) {
        Random random = new Random(seed);
        Frame frame = RandomFrames.any(seed, catalogue).next();
        byte[] encoded = FrameEncoder.encode(frame);
        for (int i = 0; i < 50; i++) {
            byte[] damaged = Damage.of(encoded, random);
            if (damaged.length >= FrameChecksum.BYTES) {
                FrameChecksum.write(damaged);
            }
            requireSound(frame.loggerSerialNumber(), damaged);
        }
    }

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void acceptsDamagedJsonOnlyWithinTheLimits(long seed) {
        Random random = new Random(seed);
        Frame frame = RandomFrames.friendly(seed, catalogue).next();
        byte[] json = FriendlyJson.of(frame, catalogue, seed).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50; i++) {
            byte[] damaged = Damage.of(json, random);
            FrameOutcome outcome = gate.json(frame.loggerSerialNumber(), damaged);
            if (outcome instanceof FrameOutcome.Valid valid) {
                assertThat(requireSound(frame.loggerSerialNumber(), valid.frame()))
                        .isInstanceOf(FrameOutcome.Valid.class);
            } else {
                assertThat(rejection(outcome).detail()).isNotBlank();
            }
        }
    }

    /** Asserts that the gate either refuses the bytes with words or lets in a frame of which there is only one encoding. */
    private FrameOutcome requireSound(String loggerSerialNumber, byte[] bytes) {
        FrameOutcome outcome = gate.binary(loggerSerialNumber, bytes);
        if (outcome instanceof FrameOutcome.Invalid invalid) {
            assertThat(invalid.rejection().detail()).isNotBlank().hasSizeLessThanOrEqualTo(512);
            assertThat(gate.passes(loggerSerialNumber, bytes)).isFalse();
            return outcome;
        }
        Frame frame = FrameDecoder.decode(bytes);
        assertThat(FrameEncoder.encode(frame)).containsExactly(bytes);
        assertThat(frame.loggerSerialNumber()).isEqualTo(loggerSerialNumber);
        assertThat(frame.devices()).hasSizeBetween(1, 256).allSatisfy(device -> {
            assertThat(device.serialNumber()).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
            assertThat(catalogue.deviceType(device.typeCode())).isNotNull();
            assertThat(device.cells()).hasSizeLessThanOrEqualTo(512).allSatisfy(cell -> assertThat(cell.quality() & ~5)
                    .isZero());
            assertThat(device.temperatures()).hasSizeLessThanOrEqualTo(128);
            assertThat(device.readings())
                    .allSatisfy(reading -> assertThat(reading.scale()).isBetween(0, 12));
            assertThat(device.texts())
                    .allSatisfy(text -> assertThat(text.text()).doesNotContain("\0"));
            assertThat(device.readings().size() + device.texts().size()).isLessThanOrEqualTo(1024);
        });
        return outcome;
    }

    private static FrameRejection rejection(FrameOutcome outcome) {
        assertThat(outcome).isInstanceOf(FrameOutcome.Invalid.class);
        return ((FrameOutcome.Invalid) outcome).rejection();
    }

    private static void flip(byte[] bytes, int bit) {
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
}
