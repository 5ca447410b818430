package io.busbar.query.arrow;

import io.busbar.query.series.SeriesRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;

/**
 * The values of one column of a batch. Numbers are gathered on the heap and copied into their vector at once: one by one, each would pay for the
 * bounds checks of its value and of its validity bit. Confined to one thread.
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

    /** Takes the value that a row has in its place. */
    abstract void set(int index, SeriesRow row, int place);

    /** Puts the first rows of the batch into the vector, which has room for them, and forgets them. */
    abstract void flush(int rows);

    private abstract static sealed class Numbers extends BatchColumn {

        private final BaseFixedWidthVector vector;
        private final byte[] validity;

        Numbers(BaseFixedWidthVector vector, int maxRows) {
            this.vector = vector;
            this.validity = new byte[validityBytes(maxRows)];
        }

        final void mark(int index) {
            validity[index >> 3] |= (byte) (1 << (index & 7));
        }

        @Override
        final void flush(int rows) {
            int bytes = validityBytes(rows);
            vector.getValidityBuffer().setBytes(0, validity, 0, bytes);
            Arrays.fill(validity, 0, bytes, (byte) 0);
            ByteBuffer data = vector.getDataBuffer()
                    .nioBuffer(0, rows * vector.getTypeWidth())
                    .order(ByteOrder.nativeOrder());
            moveTo(data, rows);
        }

        /** What has no value is 0 there, whatever was in its place before. */
        abstract void moveTo(ByteBuffer data, int rows);

        private static int validityBytes(int rows) {
            return (rows + Byte.SIZE - 1) / Byte.SIZE;
        }
    }

    private static final class Ints extends Numbers {

        private final int[] values;

        Ints(IntVector vector, int maxRows) {
            super(vector, maxRows);
            this.values = new int[maxRows];
        }

        @Override
        void set(int index, SeriesRow row, int place) {
            values[index] = (int) row.value(place);
            mark(index);
        }

        @Override
        void moveTo(ByteBuffer data, int rows) {
            data.asIntBuffer().put(values, 0, rows);
            Arrays.fill(values, 0, rows, 0);
        }
    }

    private static final class Longs extends Numbers {

        private final long[] values;

        Longs(BigIntVector vector, int maxRows) {
            super(vector, maxRows);
            this.values = new long[maxRows];
        }

        @Override
        void set(int index, SeriesRow row, int place) {
            values[index] = row.value(place);
            mark(index);
        }

        @Override
        void moveTo(ByteBuffer data, int rows) {
            data.asLongBuffer().put(values, 0, rows);
            Arrays.fill(values, 0, rows, 0);
        }
    }

    private static final class Texts extends BatchColumn {

        private final VarCharVector vector;

        Texts(VarCharVector vector) {
            this.vector = vector;
        }

        @Override
        void set(int index, SeriesRow row, int place) {
            String text = Objects.requireNonNull(row.text(place));
            vector.setSafe(index, text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        void flush(int rows) {
            // they are there already
        }
    }
}
