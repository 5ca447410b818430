package io.busbar.rollup;

import org.jspecify.annotations.Nullable;

/**
 * How much of what it speaks of an answer was made from. Immutable.
 *
 * @param included how many members had a value
 * @param total how many there are
 * @param oldestAtMillis when the oldest value that was used was observed; null when none was
 */
public record Coverage(int included, int total, @Nullable Long oldestAtMillis) {

    public Coverage {
        if (included < 0 || included > total || (included == 0) != (oldestAtMillis == null)) {
            throw new IllegalArgumentException(
                    "coverage contradicts itself: included=%d of total=%d, oldestAtMillis=%s (null only when none is included)"
                            .formatted(included, total, oldestAtMillis));
        }
    }

    public boolean isComplete() {
        return included == total;
    }
}
