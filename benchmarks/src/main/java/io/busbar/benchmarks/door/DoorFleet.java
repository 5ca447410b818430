package io.busbar.benchmarks.door;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameOutcome;
import io.busbar.measure.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Loggers with a High Voltage BMS and four packs of 30 cells each, and the frames that they send: the same bytes for every door. Immutable. */
public record DoorFleet(int loggers) {

    static final String KEY = "the key of every logger of the benchmark";
    public static final int PACKS = 4;
    public static final int CELLS = 30;

    /** After so many frames a logger sends the first again. */
    static final int FRAMES = 64;

    private static final int TEMPERATURES = 4;

    /** Numbers in a frame: current, voltage and SOC of the BMS, and all sensors of the packs. */
    public static final int VALUES = 3 + PACKS * (CELLS + TEMPERATURES);

    private static final int LEAST_SOC = 20;
    private static final int SOCS = 80;
    private static final int EMPTY_SOC = 5;
    private static final int HV_BMS = 1;
    private static final int HV_PACK = 11;
    private static final long START_MILLIS = 1_770_000_000_000L;
    private static final long INTERVAL_MILLIS = 5_000;

    public static String serialNumber(int logger) {
        return "DOOR%06d".formatted(logger);
    }

    /** Serial number of the BMS of a logger. */
    public static String bmsOf(int logger) {
        return serialNumber(logger) + "-BMS";
    }

    /** What a logger logs in with where nobody looks. */
    public static LogIn logIn(int logger) {
        return new LogIn(serialNumber(logger), KEY);
    }

    /** Binary frames of a logger, each of another moment; none raises an alarm. */
    public List<byte[]> frames(int logger) {
        FrameGate gate = new FrameGate(Catalogue.load());
        List<byte[]> frames = new ArrayList<>(FRAMES);
        for (int number = 0; number < FRAMES; number++) {
            byte[] frame = FrameEncoder.encode(frame(logger, number, LEAST_SOC));
            if (!(gate.binary(serialNumber(logger), frame) instanceof FrameOutcome.Valid)) {
                throw new IllegalStateException("no valid frame: logger=" + logger + ", number=" + number);
            }
            frames.add(frame);
        }
        return frames;
    }

    /** One whose battery is nearly empty. */
    public static byte[] alarming(int logger) {
        return FrameEncoder.encode(frame(logger, 0, -SOCS));
    }

    /** The same frames in their JSON form, in the same order. */
    public List<JsonFrame> jsonFrames(int logger) {
        return IntStream.range(0, FRAMES)
                .mapToObj(number -> JsonFrame.of(frame(logger, number, LEAST_SOC)))
                .toList();
    }

    /** One whose battery is nearly empty, in JSON. */
    public static JsonFrame alarmingJson(int logger) {
        return JsonFrame.of(frame(logger, 0, -SOCS));
    }

    private static Frame frame(int logger, int number, int leastSoc) {
        SplittableRandom noise = new SplittableRandom((long) logger * FRAMES + number);
        String bms = bmsOf(logger);
        List<Frame.Device> devices = new ArrayList<>();
        devices.add(new Frame.Device(
                bms,
                HV_BMS,
                Frame.Device.NO_PARENT,
                List.of(
                        new Frame.Reading(1_000, -12_000 + noise.nextInt(24_000), 3, 0),
                        new Frame.Reading(1_100, 396_000 + noise.nextInt(1_000), 3, 0),
                        new Frame.Reading(1_400, Math.max(EMPTY_SOC, leastSoc + noise.nextInt(SOCS)), 0, 0)),
                List.of(),
                List.of(),
                List.of()));
        for (int pack = 1; pack <= PACKS; pack++) {
            List<Frame.Cell> cells = new ArrayList<>(CELLS);
            for (int cell = 0; cell < CELLS; cell++) {
                cells.add(new Frame.Cell(3_300 + noise.nextInt(20), 0));
            }
            List<Frame.Temperature> temperatures = new ArrayList<>(TEMPERATURES);
            for (int sensor = 0; sensor < TEMPERATURES; sensor++) {
                temperatures.add(new Frame.Temperature(2_300 + noise.nextInt(200), 0));
            }
            devices.add(new Frame.Device(bms + "-0" + pack, HV_PACK, 0, List.of(), List.of(), cells, temperatures));
        }
        long observedAtMillis = START_MILLIS + number * INTERVAL_MILLIS;
        return new Frame(serialNumber(logger), 1L, (long) number, observedAtMillis, null, 0, false, devices);
    }
}
