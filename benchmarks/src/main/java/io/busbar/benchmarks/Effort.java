package io.busbar.benchmarks;

import java.util.List;

/** How much each benchmark does. Immutable. */
record Effort(
        Pace codec,
        StoragePace storage,
        LatestPace latest,
        QueryPace query,
        EncodePace encode,
        QueryPace scope,
        DoorPace door,
        ConnectionsPace connections,
        JournalPace journal,
        JobsPace jobs,
        PathPace path,
        List<SizingBench.Size> sizes) {

    /** What figures are published from: about ten minutes each. */
    static final Effort FULL = new Effort(
            Pace.SHORT,
            StoragePace.FULL,
            LatestPace.FULL,
            QueryPace.FULL,
            EncodePace.FULL,
            QueryPace.OFTEN,
            DoorPace.FULL,
            ConnectionsPace.FULL,
            JournalPace.FULL,
            JobsPace.FULL,
            PathPace.FULL,
            List.of(
                    new SizingBench.Size(10_000, 12, 4),
                    new SizingBench.Size(1_000_000, 12, 4),
                    new SizingBench.Size(1_000_000, 48, 16),
                    new SizingBench.Size(10_000_000, 480, 160),
                    new SizingBench.Size(100_000_000, 480, 160)));

    Effort {
        sizes = List.copyOf(sizes);
    }
}
