package io.busbar.benchmarks.path;

import io.busbar.benchmarks.door.FrameSupply;
import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.frame.sbe.MessageHeaderDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * The frames of one logger, each observed at the moment when it is due and no two at the same: what is stored of it tells how late it is. Every
 * so many frames one raises an alarm. Confined to one thread.
 */
final class StampedFrames implements FrameSupply {

    /** So many frames of a logger to one that raises alarms, which the next ones clear. */
    static final int ALARM_EVERY = 500;

    private static final int OBSERVED_AT =
            MessageHeaderDecoder.ENCODED_LENGTH + LoggerFrameDecoder.observedAtMillisEncodingOffset();
    private static final int SEQUENCE =
            MessageHeaderDecoder.ENCODED_LENGTH + LoggerFrameDecoder.sequenceEncodingOffset();

    private final List<byte[]> usual;
    private final byte[] alarming;
    private final int maxBytes;
    private final int phase;
    private final CRC32C checksum = new CRC32C();
    private final long nanosToEpoch = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
    private long sent;
    private long alarms;
    private long lastMillis;

    /** @param phase which of its first frames raises an alarm, so that not all loggers do at once */
    StampedFrames(List<byte[]> usual, byte[] alarming, int phase) {
        this.usual = usual.stream().map(byte[]::clone).toList();
        this.alarming = alarming.clone();
        this.maxBytes = Math.max(
                alarming.length,
                usual.stream().mapToInt(frame -> frame.length).max().orElse(0));
        this.phase = phase;
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public byte[] frame(long number, long dueNanos) {
        boolean raises = (sent + phase) % ALARM_EVERY == ALARM_EVERY - 1;
        byte[] frame = raises ? alarming : usual.get((int) (sent % usual.size()));
        lastMillis = Math.max(lastMillis + 1, TimeUnit.NANOSECONDS.toMillis(nanosToEpoch + dueNanos));
        ByteBuffer fields = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        fields.putLong(OBSERVED_AT, lastMillis).putLong(SEQUENCE, sent);
        checksum.reset();
        checksum.update(frame, 0, frame.length - Integer.BYTES);
        fields.putInt(frame.length - Integer.BYTES, (int) checksum.getValue());
        sent++;
        alarms += raises ? 1 : 0;
        return frame;
    }

    long sent() {
        return sent;
    }

    /** When the last was observed. */
    long lastMillis() {
        return lastMillis;
    }

    /** How many of them raised alarms. */
    long alarms() {
        return alarms;
    }
}
