package io.busbar.benchmarks.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in the format of binary COPY (PostgreSQL manual, COPY, "Binary Format"), cut into parts. Big-endian.
 *
 * <pre>
 *  signature 11 | flags 4 | extension length 4 | row | row | … | -1 (2 bytes)
 *  row: field count 2 | field length 4, -1 for null | bytes | …
 * </pre>
 *
 * Immutable.
 */
final class CopyRows {

    private static final int HEADER_BYTES = 19;
    private static final int EXTENSION_LENGTH_OFFSET = 15;
    private static final short END = -1;

    private final byte[] copy;
    private final List<Integer> rowOffsets = new ArrayList<>();
    private final int endOffset;

    CopyRows(byte[] copy) {
        this.copy = copy;
        ByteBuffer in = ByteBuffer.wrap(copy);
        if (in.getInt(EXTENSION_LENGTH_OFFSET) != 0) {
            throw new IllegalArgumentException("binary COPY with an extension of its header");
        }
        in.position(HEADER_BYTES);
        short fields = in.getShort();
        while (fields != END) {
            rowOffsets.add(in.position() - Short.BYTES);
            for (int i = 0; i < fields; i++) {
                int length = in.getInt();
                in.position(in.position() + Math.max(0, length));
            }
            fields = in.getShort();
        }
        this.endOffset = in.position() - Short.BYTES;
    }

    /** The rows in their order as so many complete copies, as equal as can be. */
    List<byte[]> split(int parts) {
        List<byte[]> split = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            int from = offset((long) rowOffsets.size() * part / parts);
            int to = offset((long) rowOffsets.size() * (part + 1) / parts);
            split.add(ByteBuffer.allocate(HEADER_BYTES + to - from + Short.BYTES)
                    .put(copy, 0, HEADER_BYTES)
                    .put(copy, from, to - from)
                    .putShort(END)
                    .array());
        }
        return split;
    }

    private int offset(long row) {
        return row == rowOffsets.size() ? endOffset : rowOffsets.get((int) row);
    }
}
