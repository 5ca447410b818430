package io.busbar.benchmarks.latest;

import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.storage.Content;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * A fleet with a history, and what each of its devices said last. Immutable.
 *
 * @param ticks frames of each logger
 */
public record LatestFleet(BenchFleet fleet, int ticks) {

    /**
     * A device that is asked for.
     *
     * @param sum of the numbers that it sent last: every answer is held against it
     */
    public record Device(String serialNumber, boolean isPack, long sum) {}

    /** In the order of the frame: each BMS before its packs. */
    public List<Device> devices() {
        List<Device> devices = new ArrayList<>();
        for (FrameSamples frame : fleet.frames(ticks - 1, 1)) {
            for (DeviceSamples device : frame.devices()) {
                devices.add(new Device(device.serialNumber(), device.pack() != null, Content.sum(device)));
            }
        }
        return devices;
    }

    /** Serial numbers. */
    public List<String> packs() {
        return devices().stream()
                .filter(Device::isPack)
                .map(Device::serialNumber)
                .toList();
    }

    /** All frames in the order of time, a batch for each tick, each made when it is asked for: together they fill the memory. */
    public List<List<FrameSamples>> batches() {
        return new AbstractList<>() {
            @Override
            public List<FrameSamples> get(int tick) {
                return fleet.frames(tick, 1);
            }

            @Override
            public int size() {
                return ticks;
            }
        };
    }
}
