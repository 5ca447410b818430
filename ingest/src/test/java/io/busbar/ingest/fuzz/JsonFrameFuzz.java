package io.busbar.ingest.fuzz;

import io.busbar.frame.FrameDecoder;
import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameOutcome;
import io.busbar.measure.Catalogue;

/** Any bytes as a JSON frame. What is let in is let in as the binary frame too that was made of it. Stateless. */
public final class JsonFrameFuzz {

    private static final FrameGate GATE = new FrameGate(Catalogue.load());
    private static final String LOGGER = "L";
    private static final int MAX_DETAIL_CHARS = 512;
    private static final int FIXED_BYTES = 64 << 10;

    /** An element of a list is two bytes of text, and has a path by which a refusal would name it. */
    private static final int BYTES_PER_BYTE = 512;

    private JsonFrameFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FrameOutcome outcome = AllocationBound.within(
                FIXED_BYTES + (long) BYTES_PER_BYTE * input.length, () -> GATE.json(LOGGER, input));
        if (outcome instanceof FrameOutcome.Valid valid) {
            if (!(GATE.binary(LOGGER, valid.frame()) instanceof FrameOutcome.Valid)) {
                throw new AssertionError("its binary form is refused: " + GATE.binary(LOGGER, valid.frame()));
            }
            if (!FrameDecoder.decode(valid.frame()).equals(valid.decoded())) {
                throw new AssertionError("its binary form is another frame: " + valid.decoded());
            }
        } else if (outcome instanceof FrameOutcome.Invalid invalid) {
            String detail = invalid.rejection().detail();
            if (detail.isBlank() || detail.length() > MAX_DETAIL_CHARS) {
                throw new AssertionError("refused with the words: " + detail);
            }
        }
    }
}
