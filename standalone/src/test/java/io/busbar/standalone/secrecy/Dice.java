package io.busbar.standalone.secrecy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Random numbers by name, so that drawing one more moves no other. What a person sees is drawn from the seed alone, what is hidden from them from
 * the seed and the world: so two worlds of one seed agree on all that is seen. Immutable.
 *
 * @param run tells apart what is called what in one run and the next: servers remember
 * @param world two worlds differ in what is hidden
 * @param differing of what kinds hidden things differ; the others are as in every world
 */
record Dice(long seed, int run, int world, Set<Aspect> differing) {

    /** Kinds of hidden things, for finding out which of them an answer depends on. Immutable. */
    enum Aspect {
        /** Other organizations, and what belongs to them alone. */
        ORGANIZATIONS,
        MEMBERS,
        GROUPS,
        PLANTS,
        LOGGERS,
        /** Visits, installers and keys of others. */
        SHARES,
        AUDIT,
        /** Values of hidden points of visible devices. */
        VALUES,
        /** Whether hidden points of visible devices have values at all. */
        PRESENCE,
        /** What visible devices said while they belonged to somebody else. */
        OTHER_TIMES,
        /** What hidden devices said. */
        SAMPLES,
        ALARMS,
        /** Surrogate ids and the order of rows. */
        ORDER
    }

    static final Set<Aspect> ALL = EnumSet.allOf(Aspect.class);

    Dice {
        differing = Set.copyOf(differing);
    }

    /** The same for everybody in every world. */
    SplittableRandom seen(Object... name) {
        return random(List.of(name).hashCode(), 0);
    }

    /** Another one in each world. */
    SplittableRandom hidden(Aspect aspect, Object... name) {
        return random(List.of(name).hashCode(), differing.contains(aspect) ? world : 0);
    }

    SplittableRandom draw(boolean isSeen, Aspect aspect, Object... name) {
        return isSeen ? seen(name) : hidden(aspect, name);
    }

    boolean chance(double probability, Object... name) {
        return seen(name).nextDouble() < probability;
    }

    private SplittableRandom random(int name, int of) {
        long mixed = new SplittableRandom(seed * 31 + of).nextLong() ^ (name * 0x9E37_79B9_7F4A_7C15L);
        return new SplittableRandom(new SplittableRandom(mixed).nextLong());
    }
}
