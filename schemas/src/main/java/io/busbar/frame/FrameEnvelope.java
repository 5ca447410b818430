package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.frame.sbe.MessageHeaderDecoder;
import io.busbar.frame.sbe.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What surrounds the message: length, checksum and header. Stateless.
 *
 * <pre>
 *  0             8              44                            n - 4       n
 *  +-------------+--------------+-----------------------------+-----------+
 *  | header      | root block   | devices, logger             | CRC-32C   |
 *  +-------------+--------------+-----------------------------+-----------+
 * </pre>
 */
final class FrameEnvelope {

    static final int HEADER_BYTES = MessageHeaderDecoder.ENCODED_LENGTH;
    static final int MIN_FRAME_BYTES = HEADER_BYTES + LoggerFrameDecoder.BLOCK_LENGTH + FrameChecksum.BYTES;

    /** The same in every frame: all of its bytes as one number. */
    private static final long HEADER = LittleEndian.int64(header(), 0);

    private FrameEnvelope() {}

    /** Refuses bytes that no logger of this schema version sent, or that did not arrive as they were sent. */
    static void require(byte[] frame) {
        if (frame.length < MIN_FRAME_BYTES) {
            throw Refusal.malformed(
                    "frame shorter than its fixed part: length=" + frame.length + ", least=" + MIN_FRAME_BYTES);
        }
        int carried = FrameChecksum.carried(frame);
        int computed = FrameChecksum.compute(frame, 0);
        if (carried != computed) {
            throw new Refusal(
                    Reason.CHECKSUM,
                    "CRC-32C of the frame differs: carried=%08x, computed=%08x".formatted(carried, computed));
        }
        requireHeader(new MessageHeaderDecoder().wrap(new UnsafeBuffer(frame), 0));
    }

    /** Whether {@link #require} would let the frame in that begins there and ends where the bytes end. */
    static boolean isWhole(byte[] bytes, int from) {
        return bytes.length - from >= MIN_FRAME_BYTES
                && LittleEndian.int64(bytes, from) == HEADER
                && FrameChecksum.carried(bytes) == FrameChecksum.compute(bytes, from);
    }

    private static byte[] header() {
        byte[] header = new byte[HEADER_BYTES];
        new MessageHeaderEncoder()
                .wrap(new UnsafeBuffer(header), 0)
                .blockLength(LoggerFrameDecoder.BLOCK_LENGTH)
                .templateId(LoggerFrameDecoder.TEMPLATE_ID)
                .schemaId(LoggerFrameDecoder.SCHEMA_ID)
                .version(LoggerFrameDecoder.SCHEMA_VERSION);
        return header;
    }

    private static void requireHeader(MessageHeaderDecoder header) {
        if (header.schemaId() != LoggerFrameDecoder.SCHEMA_ID
                || header.templateId() != LoggerFrameDecoder.TEMPLATE_ID) {
            throw Refusal.malformed("not a logger frame: schema=" + header.schemaId() + ", template="
                    + header.templateId() + ", expected schema=" + LoggerFrameDecoder.SCHEMA_ID + ", template="
                    + LoggerFrameDecoder.TEMPLATE_ID);
        }
        if (header.version() != LoggerFrameDecoder.SCHEMA_VERSION) {
            throw new Refusal(
                    Reason.UNSUPPORTED_VERSION,
                    "frame schema version not supported: version=" + header.version() + ", supported="
                            + LoggerFrameDecoder.SCHEMA_VERSION);
        }
        if (header.blockLength() != LoggerFrameDecoder.BLOCK_LENGTH) {
            throw Refusal.malformed("root block not as the schema says: length=" + header.blockLength() + ", expected="
                    + LoggerFrameDecoder.BLOCK_LENGTH);
        }
    }
}
