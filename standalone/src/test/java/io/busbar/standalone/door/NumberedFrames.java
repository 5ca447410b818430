package io.busbar.standalone.door;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameDecoder;
import io.busbar.frame.FrameEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The frames of a logger, numbered from 0: its number gives a frame its time and its least cell voltage. Stateless. */
final class NumberedFrames {

    /** 2024-02-03T01:44:00Z. */
    static final long START_MILLIS = 1_706_924_640_000L;

    static final long INTERVAL_MILLIS = 10;
    static final int LEAST_MILLIVOLTS = 3_000;
    static final int MILLIVOLT_STEPS = 600;

    private static final int CELLS = 16;
    private static final int HV_BMS = 1;
    private static final int HV_PACK = 11;

    private NumberedFrames() {}

    static byte[] encode(String logger, long number) {
        int millivolts = LEAST_MILLIVOLTS + (int) (number % MILLIVOLT_STEPS);
        List<Frame.Cell> cells = new ArrayList<>(CELLS);
        for (int cell = 0; cell < CELLS; cell++) {
            cells.add(new Frame.Cell(millivolts + cell, 0));
        }
        Frame.Device bms = new Frame.Device(
                logger + "-BMS",
                HV_BMS,
                Frame.Device.NO_PARENT,
                List.of(new Frame.Reading(1_100, 400_000 + number % MILLIVOLT_STEPS, 3, 0)),
                List.of(),
                List.of(),
                List.of());
        Frame.Device pack = new Frame.Device(
                logger + "-BMS-01", HV_PACK, 0, List.of(), List.of(), cells, List.of(new Frame.Temperature(1_370, 0)));
        return FrameEncoder.encode(new Frame(
                logger, 1L, number, START_MILLIS + number * INTERVAL_MILLIS, null, 0, false, List.of(bms, pack)));
    }

    static long numberOf(byte[] frame) {
        return Objects.requireNonNull(FrameDecoder.decode(frame).sequence());
    }
}
