package io.busbar.benchmarks.door;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Frames of a fleet on their way to doors. Confined to one thread. */
public final class DoorTraffic {

    /** Of one logger in an open loop: a door that falls behind is to be seen in its times, not in what is sent. */
    private static final int OPEN_LOOP_WINDOW = 256;

    /** Of one logger that sends batches. */
    private static final int BATCH_WINDOW = 128;

    private final DoorLoad load;
    private final int window;
    private final List<List<byte[]>> frames = new ArrayList<>();

    /** @param window messages of one logger that are under way when it sends as fast as it can */
    public DoorTraffic(DoorFleet fleet, DoorLoad load, int window) {
        this.load = load;
        this.window = window;
        for (int logger = 0; logger < fleet.loggers(); logger++) {
            frames.add(fleet.frames(logger));
        }
    }

    public double meanFrameBytes() {
        return frames.stream()
                .flatMap(List::stream)
                .mapToInt(frame -> frame.length)
                .average()
                .orElseThrow();
    }

    /** As much as the door takes over MQTT. */
    public DoorLoad.Result saturate(DoorServer door) throws IOException {
        return load.asFastAsItGoes(mqtt(door.mqttPort()), window, door::cpuSeconds);
    }

    /** As much as the door takes over Busbar's own protocol, in batches. */
    public DoorLoad.Result saturateTcp(DoorServer door) throws IOException {
        return load.asFastAsItGoes(tcp(door.tcpPort()), BATCH_WINDOW, door::cpuSeconds);
    }

    /** So much over MQTT, whatever the door says. */
    public DoorLoad.Result atRate(DoorServer door, double framesPerSecond) throws IOException {
        return load.atRate(mqtt(door.mqttPort()), OPEN_LOOP_WINDOW, framesPerSecond, door::cpuSeconds);
    }

    /** Frames a second that a door takes which does nothing: what is near it measures the sender. */
    public double ceiling() throws IOException {
        try (NullDoor door = NullDoor.open()) {
            return load.asFastAsItGoes(mqtt(door.port()), window, () -> 0).framesPerSecond();
        }
    }

    private IntFunction<Wire> tcp(int port) {
        return logger -> new TcpWire(port, DoorFleet.logIn(logger), FrameSupply.of(frames.get(logger)));
    }

    private IntFunction<Wire> mqtt(int port) {
        return logger -> new MqttWire(port, DoorFleet.logIn(logger), FrameSupply.of(frames.get(logger)));
    }
}
