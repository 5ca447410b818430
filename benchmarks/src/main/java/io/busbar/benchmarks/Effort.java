package io.busbar.benchmarks;

/**
 * How much each benchmark does. Immutable.
 *
 * @param query also of {@code scope}
 */
record Effort(
        Pace codec,
        StoragePace storage,
        LatestPace latest,
        QueryPace query,
        EncodePace encode,
        DoorPace door,
        ConnectionsPace connections,
        JournalPace journal,
        JobsPace jobs,
        PathPace path) {

    /** What figures are published from: about ten minutes each. */
    static final Effort FULL = new Effort(
            Pace.SHORT,
            StoragePace.FULL,
            LatestPace.FULL,
            QueryPace.FULL,
            EncodePace.FULL,
            DoorPace.FULL,
            ConnectionsPace.FULL,
            JournalPace.FULL,
            JobsPace.FULL,
            PathPace.FULL);
}
