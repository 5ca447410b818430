package io.busbar.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

/** How far the marks of doors say that receipts have come. */
final class ReceiptProgressTest {

    private final ReceiptProgress.Marks marks = new ReceiptProgress.Marks();
    private final List<Long> told = new ArrayList<>();

    @Test
    void followsTheMarksAndNotTheFrames() {
        mark(1, 1_000);
        marks.onEvent(new SourceFrame("LOG-1", 9_000, 1, 0, 0, new byte[1]), 0, output());
        mark(1, 2_000);
        assertThat(told).containsExactly(1_000L, 2_000L);
    }

    @Test
    void waitsForTheSlowestDoorForAWhile() {
        mark(1, 1_000);
        mark(2, 500);
        mark(2, 30_000);
        assertThat(told).containsExactly(1_000L, 500L, 1_000L);
        mark(2, 31_001);
        assertThat(told).as("a door that is half a minute behind").last().isEqualTo(31_001L);
        mark(1, 31_500);
        assertThat(told).last().isEqualTo(31_001L);
    }

    private void mark(int door, long atMillis) {
        marks.onEvent(new SourceFrame("", atMillis, door, 0, 0, new byte[0]), 0, output());
    }

    private WatermarkOutput output() {
        return new WatermarkOutput() {
            @Override
            public void emitWatermark(Watermark watermark) {
                told.add(watermark.getTimestamp());
            }

            @Override
            public void markIdle() {
                throw new AssertionError("never idle");
            }

            @Override
            public void markActive() {
                throw new AssertionError("never idle");
            }
        };
    }
}
