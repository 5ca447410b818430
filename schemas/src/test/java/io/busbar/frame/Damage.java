package io.busbar.frame;

import java.util.Arrays;
import java.util.Random;

/** What lines, memories and attackers do to bytes. Stateless. */
final class Damage {

    private Damage() {}

    /** A damaged copy; now and then of another length, now and then the same by chance. */
    static byte[] of(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            damaged = once(damaged, random);
        }
        return damaged;
    }

    private static byte[] once(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> Arrays.fill(bytes, at, end, (byte) (random.nextBoolean() ? 0xFF : 0));
            case 3 -> {
                return spliced(bytes, at, end);
            }
            default -> {
                return spliced(bytes, end, at);
            }
        }
        return bytes;
    }

    /** The bytes before {@code head} and those from {@code tail}: a part is missing, or there twice. */
    private static byte[] spliced(byte[] bytes, int head, int tail) {
        byte[] spliced = Arrays.copyOf(bytes, head + bytes.length - tail);
        System.arraycopy(bytes, tail, spliced, head, bytes.length - tail);
        return spliced;
    }
}
