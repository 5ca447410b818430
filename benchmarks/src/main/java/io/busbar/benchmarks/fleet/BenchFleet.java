package io.busbar.benchmarks.fleet;

import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.topic.LoggerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Loggers that send in step, each one High Voltage BMS with 4 packs of 30 cells and 4 temperatures. The same numbers in every run: cells
 * drift around 3.3 V with a millivolt or two of noise. Immutable.
 *
 * @param loggers from 1
 */
public record BenchFleet(int loggers) {

    public static final int PACKS = 4;
    public static final int CELLS = 30;
    public static final int TEMPERATURES = 4;
    private static final byte[] ALL_GOOD = {};

    /** Points of a BMS that have no column of their own in Busbar's tables; all are in the catalogue. */
    public static final List<Integer> NARROW_POINTS = List.of(1_700, 1_800, 2_200, 2_300, 3_000, 3_300);

    /** Points of a BMS that are columns: voltage, current, SOC, SOH, remaining energy. */
    public static final List<Integer> HOT_POINTS = List.of(1_100, 1_000, 1_400, 1_500, 1_600);

    /** Numbers that a logger sends in a frame; what Busbar derives from them is not counted. */
    public static final int VALUES_PER_FRAME =
            PACKS * (CELLS + TEMPERATURES) + HOT_POINTS.size() + NARROW_POINTS.size();

    public static final int INTERVAL_SECONDS = 10;

    public static final long INTERVAL_MILLIS = INTERVAL_SECONDS * 1_000L;

    /** 2026-03-01T00:00:00Z. */
    public static final long START_MILLIS = 1_772_323_200_000L;

    private static final int HV_BMS = 1;
    private static final int HV_PACK = 11;
    private static final int TRANSPORT_MILLIS = 200;
    private static final int PARTITIONS = 6;

    /** The fleet's frames of {@code ticks} intervals from {@code firstTick}, in the order of time. */
    public List<FrameSamples> frames(int firstTick, int ticks) {
        List<FrameSamples> frames = new ArrayList<>(loggers * ticks);
        for (int tick = firstTick; tick < firstTick + ticks; tick++) {
            for (int logger = 0; logger < loggers; logger++) {
                frames.add(frame(logger, tick));
            }
        }
        return frames;
    }

    public String bmsOf(int logger) {
        return "R07E7A4668%05d".formatted(logger);
    }

    /** The pack with this number, from 1. */
    public String packOf(int logger, int number) {
        return bmsOf(logger) + "-%02d".formatted(number);
    }

    private FrameSamples frame(int logger, int tick) {
        SplittableRandom noise = new SplittableRandom((long) tick * loggers + logger);
        List<DeviceSamples> devices = new ArrayList<>(1 + PACKS);
        devices.add(bms(logger, tick, noise));
        for (int number = 1; number <= PACKS; number++) {
            devices.add(pack(logger, number, tick, noise));
        }
        long observedAtMillis = START_MILLIS + tick * INTERVAL_MILLIS;
        String serialNumber = "L%06d".formatted(logger);
        return new FrameSamples(
                serialNumber,
                logger % PARTITIONS,
                (long) tick * loggers + logger,
                observedAtMillis + TRANSPORT_MILLIS,
                observedAtMillis,
                1,
                ((long) tick << 32) | (noise.nextInt() & 0xffff_ffffL),
                0,
                devices,
                new LoggerSettings(serialNumber, INTERVAL_SECONDS, LoggerSettings.DEFAULT_ZONE));
    }

    private DeviceSamples bms(int logger, int tick, SplittableRandom noise) {
        int drift = drift(logger, tick);
        BmsSample bms = new BmsSample(
                396_000 + drift * 120 + noise.nextInt(100),
                -20_000 + noise.nextInt(40_000),
                50_000 + drift * 100,
                98_500,
                7_200 + drift,
                12 + noise.nextInt(4),
                1 + noise.nextInt(PACKS),
                20 + noise.nextInt(4),
                0);
        List<PointSample> points = new ArrayList<>(NARROW_POINTS.size());
        for (int point : NARROW_POINTS) {
            points.add(new PointSample(point, point + noise.nextInt(50), 0));
        }
        return new DeviceSamples(bmsOf(logger), HV_BMS, -1, null, bms, PointSamples.of(points), List.of(), List.of());
    }

    private DeviceSamples pack(int logger, int number, int tick, SplittableRandom noise) {
        int millivolts = 3_300 + drift(logger, tick);
        short[] cells = new short[CELLS];
        for (int i = 0; i < CELLS; i++) {
            cells[i] = (short) (millivolts + i % 7 + noise.nextInt(3));
        }
        short[] temperatures = new short[TEMPERATURES];
        for (int i = 0; i < TEMPERATURES; i++) {
            temperatures[i] = (short) (2_350 + 10 * i + noise.nextInt(10));
        }
        CellSpread spread = CellSpread.of(cells, ALL_GOOD, CELLS);
        PackSample pack = new PackSample(cells, ALL_GOOD, temperatures, spread, CELLS, CELLS);
        return new DeviceSamples(
                packOf(logger, number), HV_PACK, 0, pack, null, PointSamples.NONE, List.of(), List.of());
    }

    /** Half a discharge and back, each logger at a place of its own: -50 to 50. */
    private static int drift(int logger, int tick) {
        return Math.abs((tick + logger * 37) % 200 - 100) - 50;
    }
}
