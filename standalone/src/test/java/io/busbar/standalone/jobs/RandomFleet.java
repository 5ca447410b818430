package io.busbar.standalone.jobs;

import io.busbar.frame.Frame;
import io.busbar.standalone.jobs.FrameTopic.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Frames of a fleet drawn from a seed: few instants, so that corrections of the same one are common; absent cells and points; backlog and
 * frames ahead of their receipt. Confined to one thread.
 */
final class RandomFleet {

    private static final int INSTANTS = 12;
    private static final int MAX_REVISION = 3;
    private static final int MAX_PACKS = 3;
    private static final long INTERVAL_MILLIS = 1_000;
    private static final long AN_HOUR_MILLIS = 3_600_000;

    private final Random random;

    RandomFleet(long seed) {
        random = new Random(seed);
    }

    List<Received> frames(int loggers, int framesPerLogger) {
        List<Received> frames = new ArrayList<>();
        for (int logger = 0; logger < loggers; logger++) {
            int packs = random.nextInt(MAX_PACKS + 1);
            int cells = 1 + random.nextInt(30);
            for (int sequence = 0; sequence < framesPerLogger; sequence++) {
                frames.add(frame("R" + logger, sequence, packs, cells));
            }
        }
        return frames;
    }

    private Received frame(String logger, long sequence, int packs, int cells) {
        long observedAtMillis = Fleet.START_MILLIS + random.nextInt(INSTANTS) * INTERVAL_MILLIS;
        return frame(logger, sequence, observedAtMillis, random.nextInt(MAX_REVISION + 1), packs, cells);
    }

    /** The frame of an instant, with what it says drawn anew each time. */
    Received frame(String logger, long sequence, long observedAtMillis, int revision, int packs, int cells) {
        List<Frame.Device> devices = new ArrayList<>();
        devices.add(bms(logger + "-BMS"));
        for (int pack = 1; pack <= packs; pack++) {
            if (oftenTrue()) {
                devices.add(pack(logger + "-BMS-" + pack, cells));
            }
        }
        Frame frame =
                new Frame(logger, 1L, sequence, observedAtMillis, null, revision, random.nextInt(8) == 0, devices);
        boolean isAhead = random.nextInt(8) == 0;
        return new Received(frame, observedAtMillis + (isAhead ? -AN_HOUR_MILLIS : 500));
    }

    private Frame.Device bms(String serialNumber) {
        List<Frame.Reading> readings = new ArrayList<>();
        readings.add(new Frame.Reading(1000, random.nextInt(100_000) - 50_000, 3, 0));
        if (oftenTrue()) {
            readings.add(new Frame.Reading(1100, random.nextInt(500_000), 3, 0));
        }
        if (oftenTrue()) {
            readings.add(new Frame.Reading(1400, random.nextInt(101), 0, 0));
        }
        if (oftenTrue()) {
            readings.add(new Frame.Reading(1800, random.nextInt(5_000), 0, 0));
        }
        List<Frame.Text> texts = oftenTrue() ? List.of(new Frame.Text(50, "V" + random.nextInt(3))) : List.of();
        return new Frame.Device(
                serialNumber, Fleet.HV_BMS, Frame.Device.NO_PARENT, readings, texts, List.of(), List.of());
    }

    private Frame.Device pack(String serialNumber, int count) {
        List<Frame.Cell> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(new Frame.Cell(random.nextInt(12) == 0 ? Frame.Cell.ABSENT : 3_000 + random.nextInt(600), 0));
        }
        return new Frame.Device(serialNumber, Fleet.HV_PACK, 0, List.of(), List.of(), cells, List.of());
    }

    private boolean oftenTrue() {
        return random.nextInt(4) != 0;
    }
}
