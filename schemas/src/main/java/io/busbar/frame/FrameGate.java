package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import org.jspecify.annotations.Nullable;

/**
 * Decides about received bytes before anything is acknowledged: a complete frame of this logger within all limits, or a reason.
 * Thread-safe.
 */
public final class FrameGate {

    private final Catalogue catalogue;
    private final ThreadLocal<FrameScan> scan;

    public FrameGate(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.scan = ThreadLocal.withInitial(() -> new FrameScan(catalogue));
    }

    /**
     * Whether the binary form with its checksum may be stored as it is. A quick look, without decoding: of what it does not pass {@link #binary}
     * says whether it is wrong, or only unusual.
     */
    public boolean passes(String loggerSerialNumber, byte[] bytes) {
        return passes(loggerSerialNumber, bytes, 0);
    }

    /** The same for a frame that begins there and ends where the bytes end. */
    public boolean passes(String loggerSerialNumber, byte[] bytes, int from) {
        return bytes.length - from <= FrameLimits.MAX_FRAME_BYTES && scan.get().passes(loggerSerialNumber, bytes, from);
    }

    /**
     * Why the binary form may not be stored; null when it may, and then the view looks at it, which has gone through it only once. Decodes
     * only what is unusual.
     */
    public @Nullable FrameRejection refusal(String loggerSerialNumber, byte[] bytes, FrameView view) {
        if (bytes.length <= FrameLimits.MAX_FRAME_BYTES && scan.get().passes(loggerSerialNumber, bytes, 0, view)) {
            return null;
        }
        if (binary(loggerSerialNumber, bytes) instanceof FrameOutcome.Invalid invalid) {
            return invalid.rejection();
        }
        view.wrap(bytes);
        return null;
    }

    /** Judges the binary form with its checksum. */
    public FrameOutcome binary(String loggerSerialNumber, byte[] bytes) {
        try {
            requireLength("frame", bytes.length);
            Frame frame = FrameDecoder.read(bytes);
            FrameRejection broken = FrameRules.check(catalogue, loggerSerialNumber, frame);
            return broken == null ? new FrameOutcome.Valid(bytes, frame) : new FrameOutcome.Invalid(broken);
        } catch (Refusal e) {
            return new FrameOutcome.Invalid(e.rejection());
        }
    }

    /** Judges the JSON form; a valid frame comes back in its binary form. */
    public FrameOutcome json(String loggerSerialNumber, byte[] json) {
        try {
            requireLength("frame", json.length);
            Frame frame = JsonFrame.read(catalogue, loggerSerialNumber, json);
            @Nullable FrameRejection broken = FrameRules.check(catalogue, loggerSerialNumber, frame);
            if (broken != null) {
                return new FrameOutcome.Invalid(broken);
            }
            byte[] encoded = FrameEncoder.encode(frame);
            requireLength("binary form of the frame", encoded.length);
            return new FrameOutcome.Valid(encoded, frame);
        } catch (Refusal e) {
            return new FrameOutcome.Invalid(e.rejection());
        }
    }

    private static void requireLength(String what, int bytes) {
        if (bytes > FrameLimits.MAX_FRAME_BYTES) {
            throw new Refusal(
                    Reason.TOO_LARGE,
                    what + " longer than limit: length=" + bytes + ", limit=" + FrameLimits.MAX_FRAME_BYTES);
        }
    }
}
