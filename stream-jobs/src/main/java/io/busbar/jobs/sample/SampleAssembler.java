package io.busbar.jobs.sample;

import io.busbar.frame.FrameView;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the samples of a frame's devices: brings every reading to the catalogue's scale, sets what the catalogue does not know apart, and
 * computes the cell differentials. A pure function of the frame. Confined to one thread.
 */
final class SampleAssembler {

    private final Catalogue catalogue;
    private final PackAssembler packAssembler;

    SampleAssembler(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.packAssembler = new PackAssembler(catalogue);
    }

    /**
     * The samples of all devices, in the order of the frame.
     *
     * @param qualityBits added to every number of the frame
     */
    List<DeviceSamples> assemble(FrameView frame, int qualityBits) {
        int count = frame.deviceCount();
        List<DeviceReadings> readings = new ArrayList<>(count);
        List<@Nullable PackSample> packs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            FrameView.Device device = frame.device(i);
            DeviceType type = type(device);
            DeviceReadings sorted = DeviceReadings.of(catalogue, type, device, qualityBits);
            readings.add(sorted);
            packs.add(
                    type.category() == Category.BATTERIES
                            ? packAssembler.assemble(type, device, sorted, qualityBits)
                            : null);
        }
        List<DeviceSamples> samples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            FrameView.Device device = frame.device(i);
            samples.add(new DeviceSamples(
                    device.serialNumber(),
                    device.typeCode(),
                    device.parentIndex(),
                    packs.get(i),
                    bms(frame, i, readings.get(i), packs),
                    PointSamples.of(readings.get(i).points),
                    readings.get(i).texts,
                    readings.get(i).quarantined));
        }
        return samples;
    }

    private @Nullable BmsSample bms(
            FrameView frame, int index, DeviceReadings readings, List<@Nullable PackSample> packs) {
        DeviceType type = type(frame.device(index));
        if (type.category() != Category.BMS) {
            return null;
        }
        boolean inSeries = catalogue.byRole(type, Role.SERIES_SPAN) != null;
        return BmsAssembler.assemble(readings.hot, BmsAssembler.packsOf(frame, index, packs), inSeries);
    }

    private DeviceType type(FrameView.Device device) {
        DeviceType type = catalogue.deviceType(device.typeCode());
        if (type == null) {
            throw new IllegalArgumentException("device type code " + device.typeCode()
                    + " of an accepted frame is none of " + catalogue.deviceTypes());
        }
        return type;
    }
}
