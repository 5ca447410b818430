package io.busbar.benchmarks.latest;

import io.busbar.query.access.Scope;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.series.LatestReadings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The last step of Busbar's answer alone: a device that may be seen to its latest readings, in this process. Thread-safe. */
public final class BusbarInProcess implements Source {

    private final LatestReadings latest;
    private final Map<String, VisibleDevice> visible = new HashMap<>();

    /** Finds every device once, as the operator, who sees all. */
    public BusbarInProcess(LatestReadings latest, VisibleDevices devices, Scope scope, List<LatestFleet.Device> asked) {
        this.latest = latest;
        for (LatestFleet.Device device : asked) {
            visible.put(
                    device.serialNumber(),
                    devices.find(scope, device.serialNumber()).orElseThrow());
        }
    }

    @Override
    public String name() {
        return "busbar_in_process";
    }

    @Override
    public String description() {
        return "the same readings inside the process, without HTTP, log-in and scope: what an alarm rule or another route asks";
    }

    @Override
    public Line open() {
        return new Call(latest, visible);
    }

    private record Call(LatestReadings latest, Map<String, VisibleDevice> visible) implements Line {

        @Override
        public long ask(LatestFleet.Device device) {
            long sum = 0;
            for (LatestReadings.Reading reading :
                    latest.of(Objects.requireNonNull(visible.get(device.serialNumber())))) {
                Integer point = reading.column().point();
                if (point == null || point < BusbarOverHttp.FIRST_DERIVED_POINT) {
                    sum += reading.value();
                }
            }
            return sum;
        }

        @Override
        public void close() {}
    }
}
