package io.busbar.ingest.fuzz;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameDecoder;
import io.busbar.frame.FrameEncoder;
import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameOutcome;
import io.busbar.measure.Catalogue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes as a binary frame, once as they are and once with the right checksum, without which nothing would get behind it. Stateless.
 */
public final class BinaryFrameFuzz {

    private static final FrameGate GATE = new FrameGate(Catalogue.load());
    private static final int CHECKSUM_BYTES = 4;
    private static final String NOBODY = "nobody-sent-this";
    private static final int MAX_DETAIL_CHARS = 512;
    private static final int FIXED_BYTES = 64 << 10;
    private static final int BYTES_PER_BYTE = 64;

    private BinaryFrameFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        check(input);
        if (input.length >= CHECKSUM_BYTES) {
            check(withChecksum(input));
        }
    }

    private static void check(byte[] bytes) {
        byte[] before = bytes.clone();
        long bound = FIXED_BYTES + (long) BYTES_PER_BYTE * bytes.length;
        @Nullable Frame decoded = decoded(bytes);
        String logger = decoded == null ? "L" : decoded.loggerSerialNumber();
        boolean passes = AllocationBound.within(bound, () -> GATE.passes(logger, bytes));
        FrameOutcome outcome = AllocationBound.within(bound, () -> GATE.binary(logger, bytes));
        require(Arrays.equals(bytes, before), "the gate wrote to the frame");
        if (outcome instanceof FrameOutcome.Valid valid) {
            require(valid.frame() == bytes, "another array was let in");
            require(valid.decoded().equals(decoded), "the gate decoded another frame than the decoder");
            require(Arrays.equals(FrameEncoder.encode(valid.decoded()), bytes), "encoded again it is another frame");
            require(!GATE.passes(NOBODY, bytes) || logger.equals(NOBODY), "a quick look passes another logger's frame");
            require(
                    GATE.binary(NOBODY, bytes) instanceof FrameOutcome.Invalid || logger.equals(NOBODY),
                    "another logger's frame was let in");
        } else if (outcome instanceof FrameOutcome.Invalid invalid) {
            require(!passes, "a quick look passes what reading refuses: " + invalid.rejection());
            String detail = invalid.rejection().detail();
            require(!detail.isBlank() && detail.length() <= MAX_DETAIL_CHARS, "refused with the words: " + detail);
        }
    }

    private static @Nullable Frame decoded(byte[] bytes) {
        try {
            return FrameDecoder.decode(bytes);
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    private static byte[] withChecksum(byte[] input) {
        byte[] frame = input.clone();
        CRC32C checksum = new CRC32C();
        checksum.update(frame, 0, frame.length - CHECKSUM_BYTES);
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(frame.length - CHECKSUM_BYTES, (int)
                checksum.getValue());
        return frame;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
