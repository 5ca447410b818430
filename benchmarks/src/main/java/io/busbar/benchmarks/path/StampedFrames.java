package io.busbar.benchmarks.path;

import io.busbar.benchmarks.door.FrameSupply;
import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.frame.sbe.MessageHeaderDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The frames of one logger in their binary form, observed when its {@link Schedule} says: what is stored of one tells how late it is. Confined to one thread.
 */
final class StampedFrames implements FrameSupply {

    private static final int OBSERVED_AT =
            MessageHeaderDecoder.ENCODED_LENGTH + LoggerFrameDecoder.observedAtMillisEncodingOffset();
    private static final int SEQUENCE =
            MessageHeaderDecoder.ENCODED_LENGTH + LoggerFrameDecoder.sequenceEncodingOffset();

    private final List<byte[]> usual;
    private final byte[] alarming;
    private final int maxBytes;
    private final Schedule schedule;
    private final CRC32C checksum = new CRC32C();

    /** @param phase of the schedule */
    StampedFrames(List<byte[]> usual, byte[] alarming, int phase) {
        this.usual = usual.stream().map(byte[]::clone).toList();
        this.alarming = alarming.clone();
        this.maxBytes = Math.max(
                alarming.length,
                usual.stream().mapToInt(frame -> frame.length).max().orElse(0));
        this.schedule = new Schedule(phase);
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public byte[] frame(long number, long dueNanos) {
        long sequence = schedule.sent();
        byte[] frame = schedule.next(dueNanos) ? alarming : usual.get((int) (sequence % usual.size()));
        ByteBuffer fields = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        fields.putLong(OBSERVED_AT, schedule.lastMillis()).putLong(SEQUENCE, sequence);
        checksum.reset();
        checksum.update(frame, 0, frame.length - Integer.BYTES);
        fields.putInt(frame.length - Integer.BYTES, (int) checksum.getValue());
        return frame;
    }

    Schedule schedule() {
        return schedule;
    }
}
