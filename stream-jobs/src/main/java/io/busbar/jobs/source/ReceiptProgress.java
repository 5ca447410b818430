package io.busbar.jobs.source;

import io.busbar.jobs.source.ReceiptProgress.Marks;
import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Makes watermarks of the doors' marks: a watermark says that every frame received before it has passed. It is about receipts, by the doors'
 * clocks, not about when frames were observed; it decides who is silent and nothing else. One for a partition; the least of all partitions
 * counts. A door whose marks fall half a minute behind those of another is not waited for. Serializable.
 */
public final class ReceiptProgress implements WatermarkGeneratorSupplier<SourceFrame> {

    @Serial
    private static final long serialVersionUID = 1;

    static final long PATIENCE_MILLIS = 30_000;

    @Override
    public WatermarkGenerator<SourceFrame> createWatermarkGenerator(Context context) {
        return new Marks();
    }

    /** Confined to one thread. */
    static final class Marks implements WatermarkGenerator<SourceFrame> {

        private final Map<Integer, Long> lastOfDoor = new HashMap<>();

        @Override
        public void onEvent(SourceFrame frame, long eventTimestamp, WatermarkOutput output) {
            if (!frame.isMark()) {
                return;
            }
            lastOfDoor.merge(frame.doorId(), frame.receivedAtMillis(), Math::max);
            long newest = lastOfDoor.values().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            lastOfDoor.values().removeIf(last -> newest - last > PATIENCE_MILLIS);
            long oldest = lastOfDoor.values().stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElseThrow();
            output.emitWatermark(new Watermark(oldest));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // a mark says it at once
        }
    }
}
