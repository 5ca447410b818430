package io.busbar.standalone.jobs;

import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.DeviceSamples.PointText;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import java.util.List;

/** Samples as the job makes them of frames: a logger with one High Voltage BMS and one pack of four cells. Stateless. */
public final class SampleFrames {

    private SampleFrames() {}

    /** A frame that was received 200 ms after it was observed. */
    public static FrameSamples frame(String logger, long observedAtMillis, long precedence, DeviceSamples... devices) {
        return new FrameSamples(
                logger,
                0,
                observedAtMillis + precedence,
                observedAtMillis + 200,
                observedAtMillis,
                0,
                precedence,
                0,
                List.of(devices),
                null);
    }

    public static DeviceSamples bms(String serialNumber, int socMillipercent, PointSample... points) {
        BmsSample bms = new BmsSample(400_000, null, socMillipercent, null, null, null, null, null, 0);
        return new DeviceSamples(
                serialNumber, Fleet.HV_BMS, -1, null, bms, PointSamples.of(points), List.of(), List.of());
    }

    public static DeviceSamples text(String serialNumber, String text) {
        return new DeviceSamples(
                serialNumber,
                Fleet.HV_BMS,
                -1,
                null,
                null,
                PointSamples.NONE,
                List.of(new PointText(50, text)),
                List.of());
    }

    public static DeviceSamples pack(String serialNumber, int millivolts) {
        short[] cells = {(short) millivolts, PackSample.NO_READING, (short) (millivolts + 3), (short) (millivolts + 1)};
        PackSample pack = new PackSample(
                cells,
                new byte[] {0, 0, 2, 0},
                new short[] {1_370, PackSample.NO_READING},
                new CellSpread(millivolts + 3, millivolts, 3, 1),
                3,
                4);
        return new DeviceSamples(serialNumber, Fleet.HV_PACK, 0, pack, null, PointSamples.NONE, List.of(), List.of());
    }
}
