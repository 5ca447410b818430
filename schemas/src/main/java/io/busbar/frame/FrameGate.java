package io.busbar.frame;

import io.busbar.measure.Catalogue;

/**
 * Decides about received bytes before anything is acknowledged: a complete frame of this logger within all limits, or a reason.
 * Thread-safe.
 */
public final class FrameGate {

    private final Catalogue catalogue;

    public FrameGate(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Judges the binary form with its checksum. */
    public FrameOutcome binary(String loggerSerialNumber, byte[] bytes) {
        return FrameValidation.validate(catalogue, loggerSerialNumber, bytes);
    }

    /** Judges the JSON form; a valid frame comes back in its binary form. */
    public FrameOutcome json(String loggerSerialNumber, byte[] json) {
        return JsonFrame.transcode(catalogue, loggerSerialNumber, json);
    }
}
