package io.busbar.query.arrow;

import io.busbar.query.series.SeriesBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;

/**
 * The values of one column of a batch. Numbers are copied into their vector a block at a time: one by one, each would pay for the bounds checks of its
 * value and of its validity bit. Confined to one thread.
 */
abstract sealed class BatchColumn {

    /** For a batch of at most so many rows. */
    static BatchColumn of(FieldVector vector, int maxRows) {
        if (vector instanceof IntVector ints) {
            return new Ints(ints, maxRows);
        }
        if (vector instanceof BigIntVector longs) {
            return new Longs(longs, maxRows);
        }
        return new Texts((VarCharVector) vector);
    }

    /** The vector has memory for the rows of a batch, with whatever is left there of the one before. */
    abstract void begin();

    /** Takes what the block's rows have in a column, as the rows of the batch from {@code at} on. */
    abstract void take(SeriesBlock block, int column, int at);

    /** The batch has so many rows. */
    abstract void end(int rows);

    /** What has no value is 0. */
    private abstract static sealed class Numbers extends BatchColumn {

        private final BaseFixedWidthVector vector;
        private final long[] validity;

        /** So many rows of the batch have what is theirs. */
        private int filled;

        Numbers(BaseFixedWidthVector vector, int maxRows) {
            this.vector = vector;
            this.validity = new long[(maxRows + Long.SIZE - 1) / Long.SIZE];
        }

        @Override
        final void begin() {
            Arrays.fill(validity, 0);
            filled = 0;
            begin(Vectors.data(vector));
        }

        @Override
        final void take(SeriesBlock block, int column, int at) {
            fill(at);
            block.putPresence(column, validity, at);
            put(block, column, at);
            filled = at + block.rows();
        }

        @Override
        final void end(int rows) {
            fill(rows);
            int bytes = BitVectorHelper.getValidityBufferSize(rows);
            ByteBuffer bits = vector.getValidityBuffer().nioBuffer(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
            bits.asLongBuffer().put(validity, 0, bytes / Long.BYTES);
            for (int at = bytes / Long.BYTES * Long.BYTES; at < bytes; at++) {
                bits.put(at, (byte) (validity[at / Long.BYTES] >>> (at % Long.BYTES * Byte.SIZE)));
            }
        }

        /** Up to this row, those that nobody had a value for have none. */
        private void fill(int to) {
            long width = vector.getTypeWidth();
            vector.getDataBuffer().setZero(filled * width, (to - filled) * width);
            filled = to;
        }

        abstract void begin(ByteBuffer data);

        abstract void put(SeriesBlock block, int column, int at);
    }

    private static final class Ints extends Numbers {

        private IntBuffer values = IntBuffer.allocate(0);

        Ints(IntVector vector, int maxRows) {
            super(vector, maxRows);
        }

        @Override
        void begin(ByteBuffer data) {
            values = data.asIntBuffer();
        }

        @Override
        void put(SeriesBlock block, int column, int at) {
            block.putValues(column, values, at);
        }
    }

    private static final class Longs extends Numbers {

        private LongBuffer values = LongBuffer.allocate(0);

        Longs(BigIntVector vector, int maxRows) {
            super(vector, maxRows);
        }

        @Override
        void begin(ByteBuffer data) {
            values = data.asLongBuffer();
        }

        @Override
        void put(SeriesBlock block, int column, int at) {
            block.putValues(column, values, at);
        }
    }

    private static final class Texts extends BatchColumn {

        private final VarCharVector vector;

        Texts(VarCharVector vector) {
            this.vector = vector;
        }

        @Override
        void begin() {
            vector.reset();
        }

        @Override
        void take(SeriesBlock block, int column, int at) {
            for (int row = 0; row < block.rows(); row++) {
                String text = block.text(column, row);
                if (text != null) {
                    vector.setSafe(at + row, text.getBytes(StandardCharsets.UTF_8));
                }
            }
        }

        @Override
        void end(int rows) {
            // they are there already
        }
    }
}
