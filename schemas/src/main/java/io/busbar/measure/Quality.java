package io.busbar.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known against a reading, as a set of bits in one unsigned byte; 0 is good. A reading keeps its value whatever its quality:
 * queries and alarms decide what they use. Stateless.
 */
public final class Quality {

    public static final int GOOD = 0;

    /** Reconstructed by the sender, not measured. */
    public static final int ESTIMATED = 1;

    /** Outside the plausible range of its measuring point. */
    public static final int IMPLAUSIBLE = 1 << 1;

    /** Sent finer than the catalogue's scale and rounded to it. */
    public static final int ROUNDED = 1 << 2;

    /** Observed-at and receipt differ by more than five minutes. */
    public static final int SKEWED = 1 << 3;

    /** Every bit that has a meaning; the others are reserved and zero. */
    public static final int ALL = ESTIMATED | IMPLAUSIBLE | ROUNDED | SKEWED;

    private static final String[] WORDS = {"estimated", "implausible", "rounded", "skewed"};

    private Quality() {}

    /** The words of the set bits in bit order; empty when good, reserved bits left out. */
    public static List<String> names(int bits) {
        if ((bits & ALL) == GOOD) {
            return List.of();
        }
        List<String> names = new ArrayList<>(WORDS.length);
        for (int bit = 0; bit < WORDS.length; bit++) {
            if ((bits & 1 << bit) != 0) {
                names.add(WORDS[bit]);
            }
        }
        return List.copyOf(names);
    }
}
