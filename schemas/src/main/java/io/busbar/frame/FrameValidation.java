package io.busbar.frame;

import io.busbar.measure.Catalogue;
import org.jspecify.annotations.Nullable;

/** Complete validation of the binary form: envelope, structure, then the rules that both forms share. Stateless. */
final class FrameValidation {

    private FrameValidation() {}

    static FrameOutcome validate(Catalogue catalogue, String loggerSerialNumber, byte[] bytes) {
        FrameRejection envelope = FrameDecoder.inspectEnvelope(bytes);
        if (envelope != null) {
            return new FrameOutcome.Invalid(envelope);
        }
        Frame frame;
        try {
            frame = FrameDecoder.decodeMessage(bytes);
        } catch (IllegalArgumentException e) {
            return FrameOutcome.invalid(FrameRejection.Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
        @Nullable FrameRejection broken = FrameRules.check(catalogue, loggerSerialNumber, frame);
        return broken == null ? new FrameOutcome.Valid(bytes) : new FrameOutcome.Invalid(broken);
    }
}
