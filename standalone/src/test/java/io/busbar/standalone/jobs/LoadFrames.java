package io.busbar.standalone.jobs;

import io.busbar.standalone.jobs.FrameTopic.Received;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An endless load drawn from a seed, an instant at a time: all loggers observe at the same time; some of their frames come again, are
 * corrected later, or come late; loggers and packs are added on the way. Confined to one thread.
 */
final class LoadFrames {

    private static final long INTERVAL_MILLIS = 1_000;
    private static final int FIRST_LOGGERS = 4;
    private static final int MOST_LOGGERS = 12;
    private static final int INSTANTS_TO_A_NEW_LOGGER = 25;
    private static final int INSTANTS_TO_A_NEW_PACK = 40;
    private static final int MOST_PACKS = 3;
    private static final int CELLS = 16;
    private static final int LATEST_BY_INSTANTS = 40;

    private final Random random;
    private final RandomFleet fleet;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private final Map<Place, Integer> revisions = new HashMap<>();
    private int instant;

    private record Place(int logger, int instant) {}

    private record Sent(Place place, Received frame) {}

    private record Held(int untilInstant, Sent frame) {}

    LoadFrames(long seed) {
        random = new Random(seed);
        fleet = new RandomFleet(seed);
    }

    /** What arrives between this instant and the next. */
    List<Received> next() {
        List<Sent> arriving = new ArrayList<>();
        int loggers = Math.min(MOST_LOGGERS, FIRST_LOGGERS + instant / INSTANTS_TO_A_NEW_LOGGER);
        for (int logger = 0; logger < loggers; logger++) {
            Sent frame = frame(new Place(logger, instant), 0);
            if (random.nextInt(12) == 0) {
                held.add(new Held(instant + 1 + random.nextInt(LATEST_BY_INSTANTS), frame));
            } else {
                arriving.add(frame);
            }
        }
        release(arriving);
        for (int i = 0; i < loggers && !sent.isEmpty(); i++) {
            Sent earlier = sent.get(sent.size() - 1 - random.nextInt(Math.min(sent.size(), 300)));
            int chance = random.nextInt(10);
            if (chance == 0) {
                arriving.add(earlier);
            } else if (chance == 1) {
                arriving.add(frame(earlier.place(), revisions.merge(earlier.place(), 1, Integer::sum)));
            }
        }
        sent.addAll(arriving);
        instant++;
        return arriving.stream().map(Sent::frame).toList();
    }

    private void release(List<Sent> arriving) {
        for (Iterator<Held> late = held.iterator(); late.hasNext(); ) {
            Held next = late.next();
            if (next.untilInstant() <= instant) {
                arriving.add(next.frame());
                late.remove();
            }
        }
    }

    private Sent frame(Place place, int revision) {
        int packs = 1 + Math.min(MOST_PACKS - 1, place.instant() / INSTANTS_TO_A_NEW_PACK);
        return new Sent(
                place,
                fleet.frame(
                        "R" + place.logger(),
                        place.instant(),
                        Fleet.START_MILLIS + place.instant() * INTERVAL_MILLIS,
                        revision,
                        packs,
                        CELLS));
    }
}
