package io.busbar.benchmarks.jobs;

import io.busbar.topic.LoggerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Loggers that send in step, each one High Voltage BMS with 4 packs of 30 cells and 4 temperatures, that is charged, rests, is discharged and rests
 * again, within 47 minutes. Full and empty batteries raise alarms, and every tenth logger has a cell that lags behind. The same numbers in every
 * run. Immutable.
 *
 * @param loggers from 1
 */
public record CycledFleet(int loggers) {

    public static final int PACKS = 4;
    public static final int CELLS = 30;
    public static final int TEMPERATURES = 4;

    /** Each logger with its BMS and its packs. */
    public static final int DEVICES_OF_LOGGER = 1 + PACKS;

    public static final int INTERVAL_SECONDS = 10;

    /** Numbers that a logger sends in a frame. */
    public static final int VALUES_PER_FRAME = PACKS * (CELLS + TEMPERATURES) + 6;

    private static final int MOVING = 100;
    private static final int RESTING = 40;
    private static final int CYCLE = 2 * (MOVING + RESTING);
    private static final int MILLIAMPS = 30_000;
    private static final int WEAK_CELL = 7;

    /** 2026-03-01T00:00:00Z. */
    private static final long START_SECONDS = 1_772_323_200L;

    String logger(int logger) {
        return "L%06d".formatted(logger);
    }

    LoggerSettings settings(int logger) {
        return new LoggerSettings(logger(logger), INTERVAL_SECONDS, "UTC");
    }

    static long observedAtMillis(int tick) {
        return (START_SECONDS + (long) tick * INTERVAL_SECONDS) * 1_000;
    }

    /** The JSON form of a frame. */
    byte[] json(int logger, int tick) {
        SplittableRandom noise = new SplittableRandom((long) tick * loggers + logger);
        int place = (tick + logger * 37) % CYCLE;
        int direction = place < MOVING ? 1 : place >= MOVING + RESTING && place < 2 * MOVING + RESTING ? -1 : 0;
        int soc =
                switch (direction) {
                    case 1 -> place;
                    case -1 -> 2 * MOVING + RESTING - place;
                    default -> place < MOVING + RESTING ? 100 : 0;
                };
        String bms = "R07E7A4668%05d".formatted(logger);
        StringBuilder json = new StringBuilder(2_048);
        json.append("{\"observedAt\":\"")
                .append(Instant.ofEpochMilli(observedAtMillis(tick)))
                .append("\",\"sequence\":")
                .append(tick)
                .append(",\"bootId\":1,\"devices\":[{\"sn\":\"")
                .append(bms)
                .append("\",\"type\":\"BMS/Dyness/High Voltage\",\"points\":{\"1000\":\"");
        thousandths(json, direction * (MILLIAMPS + noise.nextInt(200)));
        json.append("\",\"1100\":\"");
        thousandths(json, 396_000 + soc * 100 + noise.nextInt(100));
        json.append("\",\"1400\":\"").append(soc).append("\",\"1500\":\"98.5\",\"1600\":\"");
        thousandths(json, soc * 144);
        json.append("\",\"1700\":\"14.4\"},\"packs\":[");
        for (int pack = 1; pack <= PACKS; pack++) {
            json.append(pack == 1 ? "" : ",")
                    .append("{\"sn\":\"")
                    .append(bms)
                    .append("-0")
                    .append(pack);
            json.append("\",\"type\":\"Batteries/Dyness/High Voltage\",\"cells\":[");
            for (int cell = 1; cell <= CELLS; cell++) {
                json.append(cell == 1 ? "" : ",");
                boolean weak = logger % 10 == 0 && pack == 2 && cell == WEAK_CELL;
                thousandths(json, millivolts(soc, direction) + noise.nextInt(4) - (weak ? lag(soc, direction) : 0));
            }
            json.append("],\"temperatures\":[");
            for (int probe = 0; probe < TEMPERATURES; probe++) {
                json.append(probe == 0 ? "" : ",").append("23.").append(10 + 10 * probe + noise.nextInt(10));
            }
            json.append("]}");
        }
        return json.append("]}]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Of a lithium iron phosphate cell: flat but for both ends, where it runs away under current. */
    private static int millivolts(int soc, int direction) {
        int rested = 3_250 + soc;
        if (direction > 0 && soc > 93) {
            return rested + (soc - 93) * 50;
        }
        return direction < 0 && soc < 8 ? rested - (8 - soc) * 60 : rested;
    }

    /** By how much the weak cell stays behind, in mV. */
    private static int lag(int soc, int direction) {
        return direction > 0 && soc > 93 ? 320 : 60;
    }

    private static void thousandths(StringBuilder json, int value) {
        int magnitude = Math.abs(value);
        json.append(value < 0 ? "-" : "").append(magnitude / 1_000).append('.');
        int rest = magnitude % 1_000;
        json.append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10));
    }
}
