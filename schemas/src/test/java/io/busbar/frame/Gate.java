package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import java.nio.charset.StandardCharsets;

/** The gate as tests ask it: for logger L, JSON with single quotes. Immutable. */
final class Gate {

    static final String LOGGER = "L";

    private static final FrameGate GATE = new FrameGate(Catalogue.load());

    private Gate() {}

    static FrameOutcome json(String json) {
        return GATE.json(LOGGER, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** The frame of JSON that must be let in. */
    static Frame accepted(String json) {
        FrameOutcome outcome = json(json);
        assertThat(outcome).as(json).isInstanceOf(FrameOutcome.Valid.class);
        return FrameDecoder.decode(((FrameOutcome.Valid) outcome).frame());
    }

    static void assertJsonRefused(String json, Reason reason, String detail) {
        assertThat(json(json)).as(json).isEqualTo(FrameOutcome.invalid(reason, detail));
    }

    static void assertJsonRefused(byte[] json, Reason reason, String detail) {
        assertThat(GATE.json(LOGGER, json)).isEqualTo(FrameOutcome.invalid(reason, detail));
    }

    static void assertBinaryRefused(byte[] frame, Reason reason, String detail) {
        assertThat(GATE.binary(LOGGER, frame)).isEqualTo(FrameOutcome.invalid(reason, detail));
    }

    static FrameOutcome binary(byte[] frame) {
        return GATE.binary(LOGGER, frame);
    }
}
