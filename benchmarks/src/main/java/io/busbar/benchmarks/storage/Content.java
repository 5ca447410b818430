package io.busbar.benchmarks.storage;

import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import java.util.List;

/**
 * What was sent, or what is stored: how many numbers, and their sum in the units of the catalogue. Equal contents are taken for the same.
 * Immutable.
 */
public record Content(long values, long sum) {

    public static Content of(List<List<FrameSamples>> batches) {
        long frames = 0;
        long sum = 0;
        for (List<FrameSamples> batch : batches) {
            for (FrameSamples frame : batch) {
                frames++;
                for (DeviceSamples device : frame.devices()) {
                    sum += sum(device);
                }
            }
        }
        return new Content(frames * BenchFleet.VALUES_PER_FRAME, sum);
    }

    /** The sum of what one device sent. */
    public static long sum(DeviceSamples device) {
        long sum = 0;
        PackSample pack = device.pack();
        for (int i = 0; pack != null && i < pack.cellMillivolts().length; i++) {
            sum += pack.cellMillivolts()[i];
        }
        for (int i = 0; pack != null && i < pack.centiCelsius().length; i++) {
            sum += pack.centiCelsius()[i];
        }
        BmsSample bms = device.bms();
        for (int i = 0; bms != null && i < BenchFleet.HOT_POINTS.size(); i++) {
            sum += Readings.hot(bms, i);
        }
        for (long value : device.points().values()) {
            sum += value;
        }
        return sum;
    }
}
