package io.busbar.query.arrow;

import io.busbar.query.series.SeriesBlock;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.jspecify.annotations.Nullable;

/** Whose the rows of a batch are and of when, which every row says. Confined to one thread. */
final class BatchKeys {

    private final @Nullable IntVector devices;
    private final TimeStampMilliTZVector times;
    private IntBuffer deviceNumbers = IntBuffer.allocate(0);
    private LongBuffer timesMillis = LongBuffer.allocate(0);

    /** @param devices null when all rows are of one */
    BatchKeys(@Nullable IntVector devices, TimeStampMilliTZVector times) {
        this.devices = devices;
        this.times = times;
    }

    /** The vectors have memory for the rows of a batch. */
    void begin() {
        timesMillis = Vectors.data(times).asLongBuffer();
        if (devices != null) {
            deviceNumbers = Vectors.data(devices).asIntBuffer();
        }
    }

    /** Takes the block's rows, all of one device, as the rows of the batch from {@code at} on. */
    void take(SeriesBlock block, int device, int at) {
        block.putTimes(timesMillis, at);
        if (devices != null) {
            for (int row = 0; row < block.rows(); row++) {
                deviceNumbers.put(at + row, device);
            }
        }
    }

    /** The batch has so many rows. */
    void end(int rows) {
        everyRowHas(times, rows);
        if (devices != null) {
            everyRowHas(devices, rows);
        }
    }

    private static void everyRowHas(BaseFixedWidthVector vector, int rows) {
        vector.getValidityBuffer().setOne(0L, (long) BitVectorHelper.getValidityBufferSize(rows));
    }
}
