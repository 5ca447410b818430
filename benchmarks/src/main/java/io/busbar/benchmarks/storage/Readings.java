package io.busbar.benchmarks.storage;

import io.busbar.jobs.sample.BmsSample;
import java.util.Objects;

/** The readings of a frame one by one, as those want them who know no rows of Busbar's. Stateless. */
final class Readings {

    private Readings() {}

    /** The reading of the hot point with this index in {@link io.busbar.benchmarks.fleet.BenchFleet#HOT_POINTS}. */
    static int hot(BmsSample bms, int index) {
        Integer value =
                switch (index) {
                    case 0 -> bms.voltageMillivolts();
                    case 1 -> bms.currentMilliamps();
                    case 2 -> bms.socMillipercent();
                    case 3 -> bms.sohMillipercent();
                    case 4 -> bms.remainingWattHours();
                    default -> throw new IllegalArgumentException("hot point " + index + ", allowed: 0 to 4");
                };
        return Objects.requireNonNull(value, "the fleet sends every hot point");
    }
}
