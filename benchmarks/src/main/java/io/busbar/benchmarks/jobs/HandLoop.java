package io.busbar.benchmarks.jobs;

import io.busbar.alarm.AlarmEvaluator;
import io.busbar.alarm.AlarmState;
import io.busbar.alarm.Observation;
import io.busbar.frame.FrameView;
import io.busbar.topic.FrameRecord;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What somebody writes who has one machine and no wish for more: one thread reads, decodes and evaluates, states are in a map. */
public final class HandLoop implements Judge {

    private static final long INTERVAL_MILLIS = CycledFleet.INTERVAL_SECONDS * 1_000L;
    private static final byte[] ALL_GOOD = new byte[0];

    private final FrameView view = new FrameView();

    private Observations observations = new Observations();
    private Map<String, AlarmState> states = new HashMap<>();

    @Override
    public String name() {
        return "hand_loop";
    }

    @Override
    public String description() {
        return "one loop over the file: decode, evaluate, states in a HashMap; no Flink, nothing survives";
    }

    @Override
    public JobRun run(FrameFile file) throws IOException {
        observations = new Observations();
        states = new HashMap<>();
        Progress.expect(file.frames(), () -> {});
        try (DataInputStream in = FrameFile.open(file.records())) {
            Progress.first();
            for (int i = 0; i < file.frames(); i++) {
                judge(view.wrap(FrameRecord.decode(FrameFile.next(in)).payload()));
                Progress.frame();
            }
        }
        return Progress.result();
    }

    private void judge(FrameView frame) {
        Observation bms = null;
        for (int i = 0; i < frame.deviceCount(); i++) {
            FrameView.Device device = frame.device(i);
            Observations.OfType of = observations.of(device.typeCode());
            String serialNumber = device.serialNumber();
            boolean isPack = device.parentIndex() >= 0;
            of.seen().begin(serialNumber, frame.observedAtMillis(), frame.observedAtMillis(), isPack ? bms : null);
            fill(of, device);
            bms = isPack ? bms : of.seen();
            AlarmEvaluator.step(
                    of.rules(),
                    states.computeIfAbsent(serialNumber, first -> new AlarmState()),
                    of.seen(),
                    INTERVAL_MILLIS,
                    Progress::transition);
        }
    }

    private void fill(Observations.OfType of, FrameView.Device device) {
        for (int i = 0; i < device.pointCount(); i++) {
            observations.tell(of, (int) device.pointId(i), device.unscaled(i), device.scale(i));
        }
        if (device.cellCount() == 0) {
            return;
        }
        short[] millivolts = new short[device.cellCount()];
        for (int i = 0; i < millivolts.length; i++) {
            millivolts[i] = (short) device.millivolts(i);
        }
        short[] centiCelsius = new short[device.temperatureCount()];
        for (int i = 0; i < centiCelsius.length; i++) {
            centiCelsius[i] = device.centiCelsius(i);
        }
        of.seen().cells(millivolts, ALL_GOOD, millivolts.length).temperatures(centiCelsius);
    }
}
