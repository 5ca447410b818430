package io.busbar.benchmarks.step;

import io.busbar.frame.FrameDecoder;
import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameOutcome;
import io.busbar.measure.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The frame that everybody decodes: a High Voltage BMS with 4 points and its pack of 30 cells and 2 temperatures. The binary form is
 * made from the JSON form by the gate, and the protobuf form from the binary form, so all say the same. Stateless.
 */
final class ThirtyCellFrame {

    static final int CELLS = 30;

    /** Index of the pack in the decoded frame, behind its BMS. */
    static final int PACK_INDEX = 1;

    static final String LOGGER_SERIAL_NUMBER = "R07E7A46681B0004";

    private static final String FILE = "thirty-cells.json";

    private ThirtyCellFrame() {}

    static byte[] json() {
        try (InputStream in = Objects.requireNonNull(ThirtyCellFrame.class.getResourceAsStream(FILE), FILE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.strip().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] binary() {
        FrameOutcome outcome = new FrameGate(Catalogue.load()).json(LOGGER_SERIAL_NUMBER, json());
        if (outcome instanceof FrameOutcome.Valid valid) {
            return valid.frame();
        }
        throw new IllegalStateException(FILE + " is no valid frame: " + outcome);
    }

    static byte[] protobuf() {
        return ProtobufFrame.encode(FrameDecoder.decode(binary()));
    }
}
