package io.busbar.standalone.jobs;

import io.busbar.frame.Frame;
import io.busbar.standalone.jobs.FrameTopic.Received;
import java.util.ArrayList;
import java.util.List;

/** Frames of a small fleet: each logger with one High Voltage BMS and two packs of 16 cells. Stateless. */
final class Fleet {

    /** 2024-02-03T01:44:00Z. */
    static final long START_MILLIS = 1_706_924_640_000L;

    static final int HV_BMS = 1;
    static final int HV_PACK = 11;

    private static final long INTERVAL_MILLIS = 6_000;
    private static final long TRANSPORT_MILLIS = 200;
    private static final int CELLS = 16;

    private Fleet() {}

    /** {@code count} frames of each of the loggers L0, L1, …, interleaved. */
    static List<Received> frames(int loggers, int count) {
        List<Received> frames = new ArrayList<>();
        for (int sequence = 0; sequence < count; sequence++) {
            for (int logger = 0; logger < loggers; logger++) {
                frames.add(received(frame("L" + logger, sequence, 0, 3_300 + sequence % 50)));
            }
        }
        return frames;
    }

    /** The frame that a logger sends as its n-th; the lowest cell of its packs has {@code millivolts}. */
    static Frame frame(String logger, int sequence, int revision, int millivolts) {
        String bms = logger + "-BMS";
        return new Frame(
                logger,
                1L,
                (long) sequence,
                START_MILLIS + sequence * INTERVAL_MILLIS,
                null,
                revision,
                false,
                List.of(
                        bms(bms, 400_000 + sequence, millivolts),
                        pack(bms + "-01", 0, millivolts),
                        pack(bms + "-02", 0, millivolts + 2)));
    }

    static Received received(Frame frame) {
        Long observedAt = frame.observedAtMillis();
        return new Received(frame, (observedAt == null ? START_MILLIS : observedAt) + TRANSPORT_MILLIS);
    }

    static Frame.Device bms(String serialNumber, long millivolts, long cycles) {
        return new Frame.Device(
                serialNumber,
                HV_BMS,
                Frame.Device.NO_PARENT,
                List.of(
                        new Frame.Reading(1100, millivolts, 3, 0),
                        new Frame.Reading(1000, -1_500, 3, 0),
                        new Frame.Reading(1400, 95, 0, 0),
                        new Frame.Reading(1800, cycles, 0, 0),
                        new Frame.Reading(77_777, 5, 1, 0)),
                List.of(new Frame.Text(50, "V" + cycles / 10)),
                List.of(),
                List.of());
    }

    static Frame.Device pack(String serialNumber, int parentIndex, int millivolts) {
        List<Frame.Cell> cells = new ArrayList<>();
        for (int i = 0; i < CELLS; i++) {
            cells.add(new Frame.Cell(millivolts + i, 0));
        }
        return new Frame.Device(
                serialNumber,
                HV_PACK,
                parentIndex,
                List.of(),
                List.of(),
                cells,
                List.of(new Frame.Temperature(1_370, 0)));
    }
}
