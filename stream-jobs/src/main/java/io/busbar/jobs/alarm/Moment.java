package io.busbar.jobs.alarm;

import io.busbar.jobs.sample.DeviceSamples;
import java.util.List;

/**
 * What a BMS and its packs, or a device that is part of none, said at one instant: a family. Only devices with a row of cells or of a BMS are
 * in it. Immutable.
 *
 * @param parts the root first when it said something
 */
record Moment(int rootId, long atMillis, List<Part> parts) {

    /** @param boundFromMillis since when its logger speaks for it; {@link Long#MIN_VALUE} for ever */
    record Part(int deviceId, long boundFromMillis, DeviceSamples samples) {

        /** Whether the samples leave a row that alarms are judged of. */
        static boolean isJudged(DeviceSamples samples) {
            return samples.pack() != null || samples.bms() != null;
        }
    }
}
