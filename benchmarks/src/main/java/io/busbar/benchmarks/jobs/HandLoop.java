package io.busbar.benchmarks.jobs;

import io.busbar.alarm.AlarmEvaluator;
import io.busbar.alarm.AlarmState;
import io.busbar.alarm.Observation;
import io.busbar.frame.Frame;
import io.busbar.frame.FrameDecoder;
import io.busbar.topic.FrameRecord;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody writes who has one machine and no wish for more: one thread reads, decodes and evaluates, states are in a map. */
public final class HandLoop implements Judge {

    private static final long INTERVAL_MILLIS = CycledFleet.INTERVAL_SECONDS * 1_000L;
    private static final byte[] ALL_GOOD = new byte[0];

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
                judge(FrameDecoder.decode(FrameRecord.decode(FrameFile.next(in)).payload()));
                Progress.frame();
            }
        }
        return Progress.result();
    }

    private void judge(Frame frame) {
        Long at = frame.observedAtMillis();
        if (at == null) {
            throw new IllegalStateException("the fleet has clocks");
        }
        Observation bms = null;
        for (Frame.Device device : frame.devices()) {
            Observations.OfType of = observations.of(device.typeCode());
            boolean isPack = device.parentIndex() >= 0;
            fill(of, device, at, isPack ? bms : null);
            bms = isPack ? bms : of.seen();
            AlarmEvaluator.step(
                    of.rules(),
                    states.computeIfAbsent(device.serialNumber(), first -> new AlarmState()),
                    of.seen(),
                    INTERVAL_MILLIS,
                    Progress::transition);
        }
    }

    private void fill(Observations.OfType of, Frame.Device device, long atMillis, @Nullable Observation bms) {
        of.seen().begin(device.serialNumber(), atMillis, atMillis, bms);
        for (Frame.Reading reading : device.readings()) {
            observations.tell(of, (int) reading.pointId(), reading.unscaled(), reading.scale());
        }
        List<Frame.Cell> cells = device.cells();
        if (cells.isEmpty()) {
            return;
        }
        short[] millivolts = new short[cells.size()];
        for (int i = 0; i < millivolts.length; i++) {
            millivolts[i] = (short) cells.get(i).millivolts();
        }
        short[] centiCelsius = new short[device.temperatures().size()];
        for (int i = 0; i < centiCelsius.length; i++) {
            centiCelsius[i] = (short) device.temperatures().get(i).centiCelsius();
        }
        of.seen().cells(millivolts, ALL_GOOD, millivolts.length).temperatures(centiCelsius);
    }
}
