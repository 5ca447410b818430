package io.busbar.imbalance;

/**
 * Two adjacent cells that deviate in opposite directions by nearly the same amount: the tap between them is read wrongly, and neither cell is to
 * blame. Immutable.
 *
 * @param lowerCell number of the first of the two, from 1; the other is the next
 * @param offsetMillivolts how much too high the first is read, and the second too low; below 0 the other way round
 */
public record SenseWireFault(int lowerCell, double offsetMillivolts) {

    public SenseWireFault {
        if (lowerCell < 1) {
            throw new IllegalArgumentException("lowerCell=%d, cells are numbered from 1".formatted(lowerCell));
        }
    }

    public boolean concerns(int cell) {
        return cell == lowerCell || cell == lowerCell + 1;
    }
}
