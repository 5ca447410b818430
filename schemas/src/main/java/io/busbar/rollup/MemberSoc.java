package io.busbar.rollup;

import org.jspecify.annotations.Nullable;

/**
 * What one BMS of a plant last said of its state of charge. Immutable.
 *
 * @param atMillis when it was observed
 * @param socMillipercent null when it is not known, or too old to count
 * @param capacity rated energy or capacity, in one unit for all members (Wh, mAh); null when not known
 */
public record MemberSoc(long atMillis, @Nullable Integer socMillipercent, @Nullable Long capacity) {

    public MemberSoc {
        if (capacity != null && capacity < 1) {
            throw new IllegalArgumentException(
                    "capacity=%d, must be at least 1, or null when not known".formatted(capacity));
        }
    }
}
