package io.busbar.jobs.sample;

import io.busbar.frame.FrameView;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the row of a BMS from its hot points and the packs that came with it. Stateless. */
final class BmsAssembler {

    private static final Set<Role> HOT =
            EnumSet.of(Role.VOLTAGE, Role.CURRENT, Role.SOC, Role.SOH, Role.REMAINING_ENERGY);

    private BmsAssembler() {}

    /** A pack of the frame and where it stands in it. */
    record Part(int frameIndex, PackSample pack) {}

    /** Whether a BMS keeps the point as a column of its own. */
    static boolean isHot(Role role) {
        return HOT.contains(role);
    }

    static List<Part> packsOf(FrameView frame, int bmsIndex, List<@Nullable PackSample> packs) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < packs.size(); i++) {
            PackSample pack = packs.get(i);
            if (pack != null
                    && pack.cellMillivolts().length > 0
                    && frame.device(i).parentIndex() == bmsIndex) {
                parts.add(new Part(i, pack));
            }
        }
        return parts;
    }

    /** The row of a BMS, null when nothing was sent for it; {@code inSeries} when its packs are one string of cells. */
    static @Nullable BmsSample assemble(Map<Role, PointSample> hot, List<Part> parts, boolean inSeries) {
        if (hot.isEmpty() && parts.isEmpty()) {
            return null;
        }
        Integer largest = null;
        Integer largestPack = null;
        List<@Nullable CellSpread> spreads = new ArrayList<>();
        for (Part part : parts) {
            CellSpread spread = part.pack().spread();
            spreads.add(spread);
            if (spread != null && (largest == null || spread.differentialMillivolts() > largest)) {
                largest = spread.differentialMillivolts();
                largestPack = part.frameIndex();
            }
        }
        int quality = Quality.GOOD;
        for (PointSample sample : hot.values()) {
            quality |= sample.quality();
        }
        return new BmsSample(
                value(hot, Role.VOLTAGE),
                value(hot, Role.CURRENT),
                value(hot, Role.SOC),
                value(hot, Role.SOH),
                value(hot, Role.REMAINING_ENERGY),
                largest,
                largestPack,
                inSeries ? CellSpread.spanMillivolts(spreads) : null,
                quality);
    }

    private static @Nullable Integer value(Map<Role, PointSample> hot, Role role) {
        PointSample sample = hot.get(role);
        return sample == null ? null : Integer.valueOf((int) sample.value());
    }
}
