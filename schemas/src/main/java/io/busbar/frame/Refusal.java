package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;

/**
 * Leaves the reading of a frame at its first broken field; the gate turns it into a value. Has no stack trace: refusing what strangers
 * send must stay cheap. Immutable.
 */
final class Refusal extends RuntimeException {

    private final transient FrameRejection rejection;

    Refusal(FrameRejection rejection) {
        super(rejection.detail(), null, false, false);
        this.rejection = rejection;
    }

    Refusal(Reason reason, String detail) {
        this(new FrameRejection(reason, detail));
    }

    static Refusal malformed(String detail) {
        return new Refusal(Reason.MALFORMED, detail);
    }

    FrameRejection rejection() {
        return rejection;
    }
}
