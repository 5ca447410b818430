package io.busbar.frame;

import java.util.zip.CRC32C;

/** The CRC-32C (Castagnoli) behind the message: over every byte before it, four bytes, little-endian. Stateless. */
final class FrameChecksum {

    static final int BYTES = 4;

    private FrameChecksum() {}

    static void write(byte[] frame) {
        LittleEndian.putInt32(frame, frame.length - BYTES, compute(frame, 0));
    }

    /** What the frame carries that ends where the bytes end; there are at least {@link #BYTES} of them. */
    static int carried(byte[] frame) {
        return LittleEndian.int32(frame, frame.length - BYTES);
    }

    /** Of the frame that begins there and ends where the bytes end. */
    static int compute(byte[] frame, int from) {
        CRC32C crc = new CRC32C();
        crc.update(frame, from, frame.length - BYTES - from);
        return (int) crc.getValue();
    }
}
