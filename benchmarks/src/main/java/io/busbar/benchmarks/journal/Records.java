package io.busbar.benchmarks.journal;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** The records that everybody gets: as long as a frame of four packs of 30 cells, the number in front of random bytes. Stateless. */
public final class Records {

    public static final int BYTES = 700;

    private static final int TEMPLATES = 64;
    private static final byte[][] CONTENT = new byte[TEMPLATES][BYTES];

    static {
        SplittableRandom random = new SplittableRandom(7);
        for (byte[] content : CONTENT) {
            random.nextBytes(content);
        }
    }

    private Records() {}

    static byte[] record(long number) {
        byte[] record = CONTENT[(int) (number % TEMPLATES)].clone();
        ByteBuffer.wrap(record).putLong(number);
        return record;
    }
}
