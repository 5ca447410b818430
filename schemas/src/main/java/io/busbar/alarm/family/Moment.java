package io.busbar.alarm.family;

import java.util.List;

/**
 * What a BMS and its packs, or a device that is part of none, said at one instant: a family. Only devices with a row of cells or of a BMS are
 * in it. Immutable.
 *
 * @param parts the root first when it said something
 */
public record Moment(int rootId, long atMillis, List<Part> parts) {

    /** @param boundFromMillis since when its logger speaks for it; {@link Long#MIN_VALUE} for ever */
    public record Part(int deviceId, long boundFromMillis, Said said) {}
}
