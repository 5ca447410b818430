package io.busbar.alarm;

/** Limits as integers of their point, those in multiples of a capacity rounded so that comparing stays exact. Stateless. */
final class Capacity {

    private static final long UNIT = 1_000_000; // 10^Limit.CAPACITY_SCALE

    private Capacity() {}

    /** The least integer that is not below the limit. */
    static long atLeast(Limit limit, long capacityMilliampHours) {
        return limit.ofCapacity() ? -Math.floorDiv(-limit.scaled() * capacityMilliampHours, UNIT) : limit.scaled();
    }

    /** The greatest integer that is not above the limit. */
    static long atMost(Limit limit, long capacityMilliampHours) {
        return limit.ofCapacity() ? Math.floorDiv(limit.scaled() * capacityMilliampHours, UNIT) : limit.scaled();
    }
}
