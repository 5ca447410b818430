package io.busbar.jobs.sink;

import io.busbar.jobs.database.SqlTimes;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registered device, and which logger spoke for it when. Confined to one thread. */
final class KnownDevice {

    private final int id;
    private final int typeCode;
    private final String serialNumber;
    private final List<Binding> bindings = new ArrayList<>();
    private final boolean hasLongest;
    private int longestCells;
    private int longestTemperatures;

    /**
     * A logger speaks for the device from (inclusive) to (exclusive), where the least and the greatest number stand for ever.
     *
     * @param parentId the device that it is part of, null when none is known
     * @param parentsLogger who spoke last for that one, null when there is none
     */
    record Binding(
            String loggerSerialNumber,
            long fromMillis,
            long toMillis,
            @Nullable Integer parentId,
            @Nullable String parentsLogger) {

        Binding {
            // for ever is -infinity and infinity in the database
            fromMillis = fromMillis < SqlTimes.FIRST_MILLIS ? Long.MIN_VALUE : fromMillis;
            toMillis = toMillis > SqlTimes.LAST_MILLIS ? Long.MAX_VALUE : toMillis;
        }

        /** Whether the logger speaks for the device no more. */
        boolean isOver() {
            return toMillis != Long.MAX_VALUE;
        }
    }

    /**
     * @param longestCells how many cells it has sent at most; null when that is not known
     * @param longestTemperatures the same of temperatures
     */
    KnownDevice(
            int id,
            int typeCode,
            String serialNumber,
            @Nullable Integer longestCells,
            @Nullable Integer longestTemperatures) {
        this.id = id;
        this.typeCode = typeCode;
        this.serialNumber = serialNumber;
        this.hasLongest = longestCells != null && longestTemperatures != null;
        this.longestCells = longestCells == null ? 0 : longestCells;
        this.longestTemperatures = longestTemperatures == null ? 0 : longestTemperatures;
    }

    int id() {
        return id;
    }

    String serialNumber() {
        return serialNumber;
    }

    /** Takes lists into account; false when they are no longer than others before, or that is not known. */
    boolean lengthen(PackSample pack) {
        int cells = pack.cellMillivolts().length;
        int temperatures = pack.centiCelsius().length;
        if (!hasLongest || (cells <= longestCells && temperatures <= longestTemperatures)) {
            return false;
        }
        longestCells = Math.max(cells, longestCells);
        longestTemperatures = Math.max(temperatures, longestTemperatures);
        return true;
    }

    int longestCells() {
        return longestCells;
    }

    int longestTemperatures() {
        return longestTemperatures;
    }

    /** In the order of time. */
    void add(Binding binding) {
        bindings.add(binding);
    }

    /** The binding that lets the frame's logger speak for the device at the frame's time, null when none does. */
    @Nullable
    Binding bindingOf(FrameSamples frame) {
        for (Binding binding : bindings) {
            if (binding.loggerSerialNumber().equals(frame.loggerSerialNumber())
                    && binding.fromMillis() <= frame.observedAtMillis()
                    && frame.observedAtMillis() < binding.toMillis()) {
                return binding;
            }
        }
        return null;
    }

    /** Who speaks for it, or was the last one to. */
    String lastLogger() {
        return bindings.get(bindings.size() - 1).loggerSerialNumber();
    }

    /** Whether nobody speaks for it any more at the frame's time, so that the frame's logger may begin to. */
    boolean isFreeFor(FrameSamples frame, DeviceSamples device) {
        boolean isOver = bindings.isEmpty() || bindings.get(bindings.size() - 1).toMillis() <= frame.observedAtMillis();
        return isOver && typeCode == device.typeCode();
    }

    /**
     * Why a frame may not write rows of the device, null when it may.
     *
     * @param binding {@link #bindingOf} the frame
     */
    @Nullable
    String refusal(DeviceSamples device, @Nullable Binding binding) {
        if (typeCode != device.typeCode()) {
            return "registered with type code " + typeCode + ", sent with " + device.typeCode();
        }
        return binding == null ? "bound to another logger at this time" : null;
    }
}
