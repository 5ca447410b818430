package io.busbar.jobs.sample;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.frame.FrameView;
import java.util.List;
import java.util.stream.IntStream;

/** Devices and frames to test with. Stateless. */
final class Devices {

    static final int HV_BMS = 1;
    static final int LV_BMS = 2;
    static final int HV_PACK = 11;
    static final int LV_PACK = 12;
    static final int LOGGER = 21;

    private Devices() {}

    static Frame frame(Frame.Device... devices) {
        return new Frame("LOG-1", 1L, 1L, 1_706_924_640_000L, null, 0, false, List.of(devices));
    }

    /** The same as it travels. */
    static FrameView view(Frame frame) {
        return new FrameView().wrap(FrameEncoder.encode(frame));
    }

    static Frame.Device bms(int type, Frame.Reading... readings) {
        return new Frame.Device(
                "BMS-1", type, Frame.Device.NO_PARENT, List.of(readings), List.of(), List.of(), List.of());
    }

    static Frame.Device pack(int type, int parentIndex, List<Frame.Cell> cells, Frame.Reading... readings) {
        return new Frame.Device(
                "PACK-" + parentIndex, type, parentIndex, List.of(readings), List.of(), cells, List.of());
    }

    static List<Frame.Cell> cells(int... millivolts) {
        return IntStream.of(millivolts)
                .mapToObj(value -> new Frame.Cell(value, 0))
                .toList();
    }

    static Frame.Reading reading(long pointId, long unscaled, int scale) {
        return new Frame.Reading(pointId, unscaled, scale, 0);
    }
}
