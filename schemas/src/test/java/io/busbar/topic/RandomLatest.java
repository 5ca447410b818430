package io.busbar.topic;

import io.busbar.frame.Precedence;
import io.busbar.topic.LatestRecord.Cells;
import io.busbar.topic.LatestRecord.Origin;
import io.busbar.topic.LatestRecord.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Latest records of one device drawn from a seed: few points and few frames, so that they meet. Confined to one thread. */
final class RandomLatest {

    private static final String[] TEXTS = {"", "V1", "13,7 °C", "\uD83D\uDD0B", "x".repeat(64)};

    private final Random random;

    RandomLatest(long seed) {
        random = new Random(seed);
    }

    LatestRecord record() {
        List<Reading> readings = new ArrayList<>();
        for (int point = 1; point <= 8; point++) {
            if (random.nextBoolean()) {
                readings.add(reading(point, origin()));
            }
        }
        return new LatestRecord(readings, cells());
    }

    /** The same frame says the same of a point, whichever record it is in. */
    private static Reading reading(int point, Origin origin) {
        long said = origin.observedAtMillis() * 31 + origin.precedence().low() + point;
        int quality = (int) said & 0xff;
        return said % 3 == 0
                ? new Reading(point, origin, 0, TEXTS[(int) (said % TEXTS.length)], quality)
                : new Reading(point, origin, Long.MIN_VALUE + said, null, quality);
    }

    private @Nullable Cells cells() {
        if (random.nextInt(3) == 0) {
            return null;
        }
        Origin origin = origin();
        int count = (int) origin.precedence().low() * 2;
        short[] millivolts = new short[count];
        for (int i = 0; i < count; i++) {
            millivolts[i] = i % 5 == 4 ? Cells.NO_READING : (short) (3_000 + origin.observedAtMillis() + i);
        }
        byte[] quality = count % 4 == 0 ? new byte[0] : new byte[count];
        return new Cells(origin, millivolts, quality, new short[] {1_370, Cells.NO_READING, -550});
    }

    private Origin origin() {
        long observedAtMillis = 1L + random.nextInt(4);
        int receipt = random.nextInt(2);
        return new Origin(observedAtMillis, observedAtMillis + receipt, new Precedence(1L << 48, random.nextInt(4)));
    }
}
