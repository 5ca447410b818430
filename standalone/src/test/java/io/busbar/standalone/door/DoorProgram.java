package io.busbar.standalone.door;

import io.busbar.ingest.FrontDoor;
import io.busbar.ingest.FrontDoorConfig;
import io.busbar.ingest.journal.Durability;
import io.busbar.measure.Catalogue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;

/** The front door as a program of its own, for tests: {@code JOURNAL KAFKA MQTT-PORT TCP-PORT}. Runs until its input ends or it is killed. */
final class DoorProgram {

    private DoorProgram() {}

    public static void main(String[] arguments) throws IOException {
        FrontDoorConfig config = FrontDoorConfig.of(
                "127.0.0.1",
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Path.of(arguments[0]),
                Durability.DISK,
                arguments[1],
                null,
                null,
                false);
        try (FrontDoor door = FrontDoor.start(config, Catalogue.load(), new SimpleMeterRegistry())) {
            System.out.println("loggers may come: " + door.mqttPort() + " " + door.tcpPort());
            while (System.in.read() >= 0) {
                // nobody writes: the end of the input ends the door
            }
        }
    }
}
