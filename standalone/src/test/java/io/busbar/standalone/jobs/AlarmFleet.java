package io.busbar.standalone.jobs;

import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.topic.LoggerSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Frames of a fleet drawn from a seed, in the order in which they arrive: with gaps, corrections, repeats, backlog, frames ahead of their receipt,
 * values that wander across the limits of {@link RandomRule}. A fleet may have a device that moves from logger to logger: both send it all the time, as a
 * BMS with a pack of its own or as one pack more of what they have, and one of them counts. Its loggers may move from plant to plant, where they are set
 * to send at another interval; a first plant takes what came before. Confined to one thread.
 */
final class AlarmFleet {

    static final long START_MILLIS = 1_780_000_000_000L;

    private static final int CELLS = 6;
    private static final long AN_HOUR_MILLIS = 3_600_000;

    /** What moves has its serial number, a pack of it that and more. */
    static final String MOVER = "MOVES";

    private static final List<String> HANDS = List.of("A", "C");

    private static final List<Integer> INTERVALS = List.of(4, 5, 8, 12);

    /** Where a logger may be, besides nowhere. */
    static final List<String> PLANTS = List.of("plant", "other");

    private final Random random;
    private final List<Hand> hands = new ArrayList<>();
    private boolean isMoverBms;
    private final List<LoggerSettings> loggers = List.of(
            new LoggerSettings("A", 5, "UTC", "org", "plant", true, 0),
            new LoggerSettings("B", 60, "UTC", "org", "", true, 0),
            new LoggerSettings("C", 5, "UTC", "org", "plant", true, 0));
    private final List<FrameSamples> frames = new ArrayList<>();
    private final List<Relocation> relocations = new ArrayList<>();
    private long lastMillis = START_MILLIS;

    /**
     * One of those who speak for what moves.
     *
     * @param fromMillis inclusive
     * @param toMillis exclusive
     * @param firstFrame by when in the order of arrival it is known, as a place in {@link #frames}
     */
    record Hand(String logger, long fromMillis, long toMillis, int firstFrame) {}

    /**
     * A logger comes to another plant.
     *
     * @param settings from then on
     * @param firstFrame by when in the order of arrival it has happened, as a place in {@link #frames}
     */
    record Relocation(LoggerSettings settings, int firstFrame) {}

    /** Without anything that moves. */
    AlarmFleet(Random random, int moments) {
        this(random, moments, 0);
    }

    AlarmFleet(Random random, int moments, int moves) {
        this(random, moments, moves, 0);
    }

    /** @param relocations of loggers, one after the other */
    AlarmFleet(Random random, int moments, int moves, int relocations) {
        this.random = random;
        this.isMoverBms = moves > 0 && random.nextBoolean();
        drawHands(moments, moves);
        for (LoggerSettings logger : loggers) {
            draw(logger, moments);
        }
        arrange();
        giveHands();
        drawRelocations(relocations, moments);
    }

    /** In the order of time; none when nothing moves. */
    List<Hand> hands() {
        return hands;
    }

    /** Type of what moves. */
    int moverType() {
        return isMoverBms ? Fleet.HV_BMS : Fleet.HV_PACK;
    }

    /** When a logger speaks for a device: always, but for what moves. */
    List<Hand> hands(String device, String logger) {
        return device.startsWith(MOVER)
                ? hands.stream().filter(hand -> hand.logger().equals(logger)).toList()
                : List.of(new Hand(logger, Long.MIN_VALUE, Long.MAX_VALUE, 0));
    }

    List<LoggerSettings> loggers() {
        return loggers;
    }

    /** In the order of time, and of when they have happened. */
    List<Relocation> relocations() {
        return relocations;
    }

    /** How a logger sent, and from where. */
    LoggerSettings settings(String logger, long atMillis) {
        LoggerSettings settings = loggers.stream()
                .filter(each -> each.serialNumber().equals(logger))
                .findFirst()
                .orElseThrow();
        for (Relocation each : relocations) {
            boolean isHere = each.settings().serialNumber().equals(logger)
                    && each.settings().placeSinceMillis() <= atMillis;
            settings = isHere ? each.settings() : settings;
        }
        return settings;
    }

    long lastMillis() {
        return lastMillis;
    }

    /** As they arrive. */
    List<FrameSamples> frames() {
        return frames;
    }

    /** The same frame, of a logger that nothing is known of yet. */
    static FrameSamples unsettled(FrameSamples frame) {
        return with(frame, frame.flags(), frame.devices(), null);
    }

    private void draw(LoggerSettings logger, int moments) {
        long at = START_MILLIS + random.nextInt(60_000);
        int level = 3_480;
        int soc = 26_000;
        for (int moment = 0; moment < moments; moment++) {
            boolean isGap = random.nextInt(15) == 0;
            at += logger.uploadIntervalSeconds() * 1_000L * (isGap ? 2 + random.nextInt(3) : 1) + random.nextInt(500);
            level += random.nextInt(81) - 40 + (3_500 - level) / 6;
            soc = Math.max(10_000, Math.min(35_000, soc + random.nextInt(6_001) - 3_000));
            int revisions = random.nextInt(8) == 0 ? 2 : 1;
            boolean hasSecondPack = random.nextInt(12) > 0;
            for (int revision = 1; revision <= revisions; revision++) {
                boolean isRight = revision == revisions;
                frames.add(
                        frame(logger, at, revision, isRight ? level : 3_300 + random.nextInt(400), soc, hasSecondPack));
            }
            if (random.nextInt(10) == 0) {
                frames.add(frames.get(frames.size() - 1));
            }
        }
        lastMillis = Math.max(lastMillis, at);
    }

    private FrameSamples frame(
            LoggerSettings logger, long at, int revision, int level, int soc, boolean hasSecondPack) {
        String bms = logger.serialNumber() + "-BMS";
        List<DeviceSamples> devices = new ArrayList<>();
        boolean hasParent = !logger.serialNumber().equals("C");
        if (hasParent) {
            devices.add(device(bms, Fleet.HV_BMS, -1, null, bms(soc)));
        }
        devices.add(device(bms + "-01", Fleet.HV_PACK, hasParent ? 0 : -1, pack(level), null));
        if (hasParent && hasSecondPack) {
            devices.add(device(bms + "-02", Fleet.HV_PACK, 0, pack(level - random.nextInt(60)), null));
        }
        if (HANDS.contains(logger.serialNumber()) && !hands.isEmpty()) {
            if (isMoverBms) {
                devices.add(device(MOVER, Fleet.HV_BMS, -1, null, bms(soc)));
                devices.add(device(
                        MOVER + "-01", Fleet.HV_PACK, devices.size() - 1, pack(level + random.nextInt(80)), null));
            } else {
                devices.add(device(MOVER, Fleet.HV_PACK, hasParent ? 0 : -1, pack(level + random.nextInt(80)), null));
            }
        }
        boolean isAhead = random.nextInt(25) == 0;
        int flags = (random.nextInt(12) == 0 ? FrameSamples.HISTORICAL : 0) | (isAhead ? FrameSamples.AHEAD : 0);
        return new FrameSamples(
                logger.serialNumber(),
                0,
                0,
                isAhead ? at - AN_HOUR_MILLIS : at + 200,
                at,
                0,
                revision,
                flags,
                devices,
                logger);
    }

    private void drawHands(int moments, int moves) {
        long from = Long.MIN_VALUE;
        for (int move = 0; move <= moves && moves > 0; move++) {
            long to = move == moves
                    ? Long.MAX_VALUE
                    : Math.max(from, START_MILLIS) + 20_000 + random.nextInt(moments * 5_000 / moves);
            hands.add(new Hand(HANDS.get(move % HANDS.size()), from, to, 0));
            from = to;
        }
    }

    /** While they send. */
    private void drawRelocations(int count, int moments) {
        SortedMap<Long, LoggerSettings> moves = new TreeMap<>();
        while (moves.size() < count) {
            LoggerSettings logger = loggers.get(random.nextInt(loggers.size()));
            moves.put(START_MILLIS + random.nextInt(moments * logger.uploadIntervalSeconds() * 1_200), logger);
        }
        int firstFrame = 0;
        for (Map.Entry<Long, LoggerSettings> move : moves.entrySet()) {
            firstFrame += random.nextInt(frames.size() - firstFrame);
            LoggerSettings logger = move.getValue();
            LoggerSettings before = settings(logger.serialNumber(), move.getKey());
            String from = before.plant();
            boolean isFirstPlant = from.isEmpty(); // which takes what came before
            List<String> others =
                    PLANTS.stream().filter(plant -> !plant.equals(from)).toList();
            int interval = INTERVALS.get(random.nextInt(INTERVALS.size()));
            relocations.add(new Relocation(
                    new LoggerSettings(
                            logger.serialNumber(),
                            isFirstPlant ? before.uploadIntervalSeconds() : interval,
                            logger.zone(),
                            logger.organization(),
                            others.get(random.nextInt(others.size())),
                            true,
                            isFirstPlant ? 0 : move.getKey()),
                    firstFrame));
        }
    }

    /** Before a hand is known nobody sends what moves of its time, nor of a later one. */
    private void giveHands() {
        int known = 0;
        for (int i = 1; i < hands.size(); i++) {
            Hand hand = hands.get(i);
            known += random.nextInt(frames.size() - known);
            hands.set(i, new Hand(hand.logger(), hand.fromMillis(), hand.toMillis(), known));
            Set<String> without = new HashSet<>();
            frames.subList(0, known).stream()
                    .filter(frame -> frame.observedAtMillis() >= hand.fromMillis())
                    .forEach(frame -> without.add(moment(frame)));
            frames.replaceAll(frame -> without.contains(moment(frame)) ? withoutMover(frame) : frame);
        }
    }

    private static String moment(FrameSamples frame) {
        return frame.loggerSerialNumber() + frame.observedAtMillis();
    }

    private static FrameSamples withoutMover(FrameSamples frame) {
        return with(
                frame,
                frame.flags(),
                frame.devices().stream()
                        .filter(device -> !device.serialNumber().startsWith(MOVER))
                        .toList());
    }

    private BmsSample bms(int soc) {
        Integer current = sometimesNull(random.nextInt(24_001) - 12_000);
        return new BmsSample(380_000, current, sometimesNull(soc), null, null, null, null, null, 0);
    }

    private PackSample pack(int level) {
        short[] cells = new short[CELLS];
        int used = 0;
        for (int i = 0; i < CELLS; i++) {
            boolean isAbsent = random.nextInt(20) == 0;
            cells[i] = isAbsent ? PackSample.NO_READING : (short) (level - random.nextInt(70));
            used += isAbsent ? 0 : 1;
        }
        if (random.nextInt(4) == 0) {
            int low = random.nextInt(CELLS);
            cells[low] = cells[low] == PackSample.NO_READING ? cells[low] : (short) (cells[low] - 60);
        }
        return new PackSample(cells, new byte[0], new short[0], null, used, CELLS);
    }

    /** In order, quite out of order, with a part that comes late, or logger by logger. */
    private void arrange() {
        int way = random.nextInt(4);
        if (way == 0) {
            Collections.shuffle(frames, random);
        } else if (way < 3) {
            frames.sort((one, other) -> Long.compare(one.observedAtMillis(), other.observedAtMillis()));
            if (way == 2) {
                int from = random.nextInt(frames.size() / 2);
                int to = from + random.nextInt(frames.size() / 3);
                List<FrameSamples> late = List.copyOf(frames.subList(from, to));
                frames.subList(from, to).clear();
                frames.addAll(late);
            }
        }
        flagLateOnes();
    }

    /** As the job does: by each logger's own progress. */
    private void flagLateOnes() {
        Map<String, Long> progress = new HashMap<>();
        for (int i = 0; i < frames.size(); i++) {
            FrameSamples frame = frames.get(i);
            long reached = progress.getOrDefault(frame.loggerSerialNumber(), Long.MIN_VALUE);
            if (frame.observedAtMillis() < reached) {
                frames.set(i, with(frame, frame.flags() | FrameSamples.LATE, frame.devices()));
            } else if (frame.mayBeLatest()) {
                progress.put(frame.loggerSerialNumber(), frame.observedAtMillis());
            }
        }
    }

    private static FrameSamples with(FrameSamples frame, int flags, List<DeviceSamples> devices) {
        return with(frame, flags, devices, frame.settings());
    }

    private static FrameSamples with(
            FrameSamples frame, int flags, List<DeviceSamples> devices, @Nullable LoggerSettings settings) {
        return new FrameSamples(
                frame.loggerSerialNumber(),
                frame.kafkaPartition(),
                frame.kafkaOffset(),
                frame.receivedAtMillis(),
                frame.observedAtMillis(),
                frame.precedenceHigh(),
                frame.precedenceLow(),
                flags,
                devices,
                settings);
    }

    private static DeviceSamples device(
            String serialNumber, int type, int parent, @Nullable PackSample pack, @Nullable BmsSample bms) {
        return new DeviceSamples(serialNumber, type, parent, pack, bms, PointSamples.NONE, List.of(), List.of());
    }

    private @Nullable Integer sometimesNull(int value) {
        return random.nextInt(12) == 0 ? null : Integer.valueOf(value);
    }
}
