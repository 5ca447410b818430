package io.busbar.frame;

import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the binary form of a frame. A frame that claims more than it holds is refused, never read past its end: this needs Agrona's
 * bounds checks, so the class does not load without them. Stateless.
 */
public final class FrameDecoder {

    private static final int KNOWN_FLAGS = 1;

    static {
        if (!UnsafeBuffer.SHOULD_BOUNDS_CHECK) {
            throw new IllegalStateException("frames come from strangers: run without -D"
                    + UnsafeBuffer.DISABLE_BOUNDS_CHECKS_PROP_NAME + "=true");
        }
    }

    private FrameDecoder() {}

    /**
     * Decodes a frame that the gate has let in; checks its structure, not the rules for its values.
     *
     * @throws IllegalArgumentException when the bytes are no frame, with the reason
     */
    public static Frame decode(byte[] frame) {
        try {
            return read(frame);
        } catch (Refusal e) {
            throw new IllegalArgumentException(e.rejection().detail(), e);
        }
    }

    /** Decodes bytes that may be anything, or refuses them. */
    static Frame read(byte[] frame) {
        FrameEnvelope.require(frame);
        int end = frame.length - FrameChecksum.BYTES;
        LoggerFrameDecoder in = new LoggerFrameDecoder();
        Frame decoded;
        try {
            in.wrap(
                    new UnsafeBuffer(frame, 0, end),
                    FrameEnvelope.HEADER_BYTES,
                    LoggerFrameDecoder.BLOCK_LENGTH,
                    LoggerFrameDecoder.SCHEMA_VERSION);
            decoded = message(in);
        } catch (IndexOutOfBoundsException e) {
            throw Refusal.malformed("frame ends inside a field: length=" + frame.length);
        }
        if (in.limit() != end) {
            throw Refusal.malformed("bytes between the message and its checksum: message ends at " + in.limit()
                    + ", checksum at " + end);
        }
        return decoded;
    }

    private static Frame message(LoggerFrameDecoder in) {
        short flags = in.flags().getRaw();
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw Refusal.malformed("flags has bits that mean nothing: " + flags + ", allowed: 0 or 1");
        }
        if (in.reserved() != 0) {
            throw Refusal.malformed("reserved byte is not 0: " + in.reserved());
        }
        DevicesDecoder entries = in.devices();
        DeviceDecoder.requireGroup(
                "devices",
                entries.actingBlockLength(),
                DevicesDecoder.sbeBlockLength(),
                entries.count(),
                FrameLimits.MAX_DEVICES);
        List<Frame.Device> devices = new ArrayList<>(entries.count());
        while (entries.hasNext()) {
            devices.add(DeviceDecoder.device(entries.next()));
        }
        return new Frame(
                DeviceDecoder.text("loggerSerialNumber", in.loggerSerialNumberLength(), in::getLoggerSerialNumber),
                orNull(in.bootId(), LoggerFrameDecoder.bootIdNullValue()),
                orNull(in.sequence(), LoggerFrameDecoder.sequenceNullValue()),
                orNull(in.observedAtMillis(), LoggerFrameDecoder.observedAtMillisNullValue()),
                orNull(in.uptimeMillis(), LoggerFrameDecoder.uptimeMillisNullValue()),
                in.revision(),
                in.flags().historical(),
                devices);
    }

    private static @Nullable Long orNull(long value, long nullValue) {
        return value == nullValue ? null : value;
    }
}
