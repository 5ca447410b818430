package io.busbar.frame;

/** What the gate says of received bytes: a frame that may be stored, or why not. Immutable as long as nobody writes to the array. */
public sealed interface FrameOutcome {

    /** The frame in its binary form with checksum, whatever form it was received in, and the same frame decoded. */
    record Valid(byte[] frame, Frame decoded) implements FrameOutcome {}

    record Invalid(FrameRejection rejection) implements FrameOutcome {}

    static FrameOutcome invalid(FrameRejection.Reason reason, String detail) {
        return new Invalid(new FrameRejection(reason, detail));
    }
}
