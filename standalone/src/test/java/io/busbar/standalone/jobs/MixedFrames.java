package io.busbar.standalone.jobs;

import io.busbar.frame.Frame;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.path.RecordedLogs;
import io.busbar.standalone.replay.RecordedFrames;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A recorded log, a fleet whose frames correct one another, and loggers that report for a week around a change of the clocks; shuffled, one in
 * five repeated, and cut in two. Always the same. Immutable.
 */
record MixedFrames(List<Received> first, List<Received> second) {

    private static final String LOG = "2026-08-09T06-26-03-whole.csv";
    private static final long SEED = 20_240_331;

    /** The clocks of Berlin go forward on the 31st. */
    private static final Instant WEEK = Instant.parse("2024-03-28T12:00:00Z");

    private static final Duration INTERVAL = Duration.ofMinutes(7);
    private static final int FRAMES_IN_A_WEEK = 1_440;

    MixedFrames {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    static MixedFrames read() throws IOException {
        Random random = new Random(SEED);
        List<Received> frames = new ArrayList<>(new RandomFleet(SEED).frames(3, 60));
        RecordedFrames.of(RecordedLogs.require(LOG), "REC").forEach(frame -> frames.add(Fleet.received(frame)));
        for (String logger : List.of("W0", "W1")) {
            for (int sequence = 0; sequence < FRAMES_IN_A_WEEK; sequence++) {
                frames.add(weekly(logger, sequence, random));
            }
        }
        int different = frames.size();
        for (int i = 0; i < different / 5; i++) {
            frames.add(frames.get(random.nextInt(different)));
        }
        Collections.shuffle(frames, random);
        int half = frames.size() / 2;
        return new MixedFrames(frames.subList(0, half), frames.subList(half, frames.size()));
    }

    /** Serial numbers, in order. */
    List<String> loggers() {
        return frames().map(Frame::loggerSerialNumber).distinct().sorted().toList();
    }

    /** Serial numbers, in order. */
    List<String> devices() {
        return frames().flatMap(frame -> frame.devices().stream())
                .map(Frame.Device::serialNumber)
                .distinct()
                .sorted()
                .toList();
    }

    private Stream<Frame> frames() {
        return Stream.of(first, second).flatMap(List::stream).map(Received::frame);
    }

    /** Two in three frames have an instant of their own, the third corrects one of them. */
    private static Received weekly(String logger, int sequence, Random random) {
        boolean corrects = sequence % 3 == 2;
        int instant = corrects ? random.nextInt(sequence) : sequence;
        String bms = logger + "-BMS";
        int millivolts = 3_000 + random.nextInt(600);
        return Fleet.received(new Frame(
                logger,
                1L,
                (long) sequence,
                WEEK.plus(INTERVAL.multipliedBy(instant)).toEpochMilli(),
                null,
                corrects ? 1 + random.nextInt(3) : 0,
                random.nextInt(10) == 0,
                List.of(
                        Fleet.bms(bms, 380_000 + random.nextInt(40_000), random.nextInt(5_000)),
                        Fleet.pack(bms + "-01", 0, millivolts),
                        Fleet.pack(bms + "-02", 0, millivolts + random.nextInt(20)))));
    }
}
