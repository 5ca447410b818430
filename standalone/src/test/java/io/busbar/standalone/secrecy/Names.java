package io.busbar.standalone.secrecy;

import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What things are called in both worlds, whether they are there or not: a person may ask for something that is hidden from them by its right name.
 * Immutable.
 */
record Names(long seed, int run) {

    /** By the clock of the servers. */
    static final Instant NOW = Instant.parse("2026-06-01T12:02:00Z");

    private static final Instant BEGIN = Instant.parse("2026-06-01T11:00:00Z");
    private static final int FRAME_SECONDS = 300;

    static Instant time(int frame) {
        return BEGIN.plusSeconds((long) frame * FRAME_SECONDS);
    }

    /** As a bound of an interval: the first frame is the beginning of time, the last its end. */
    static String bound(int frame) {
        return frame == 0
                ? "-infinity"
                : frame == Blueprint.FRAMES ? "infinity" : time(frame).toString();
    }

    /** Of 16 letters, as all public ids. */
    String id(String kind, int number) {
        byte[] bytes = new byte[12];
        random(kind, number).nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String logger(int number) {
        return "L" + word("logger", number);
    }

    String device(int number) {
        return "D" + word("device", number);
    }

    String email(int member) {
        return word("email", member).toLowerCase(Locale.ROOT) + "@example.org";
    }

    /** Somebody who is no member. */
    String stranger(int number) {
        return word("stranger", number).toLowerCase(Locale.ROOT) + "@example.net";
    }

    String code(int organization) {
        return word("code", organization).substring(0, 6);
    }

    private String word(String kind, int number) {
        return String.format(Locale.ROOT, "%012X", random(kind, number).nextLong() & 0xFFFF_FFFF_FFFFL);
    }

    private SplittableRandom random(String kind, int number) {
        return new SplittableRandom(
                new SplittableRandom(seed * 1_000_003 + run).nextLong() ^ ((long) kind.hashCode() << 24) ^ number);
    }
}
