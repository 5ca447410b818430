package io.busbar.benchmarks.door;

import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.fleet.ScramVerifier;
import io.busbar.ingest.FrontDoor;
import io.busbar.ingest.FrontDoorConfig;
import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.ingest.journal.Durability;
import io.busbar.measure.Catalogue;
import io.busbar.topic.LoggerRegistration;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Busbar's front door as a process of its own, with the loggers of the benchmark registered: {@code DIRECTORY LOGGERS KAFKA}. Says its two
 * ports. Stateless.
 */
public final class DoorProcess {

    private DoorProcess() {}

    public static void main(String[] arguments) throws IOException {
        LoggerRegistry registry = new LoggerRegistry();
        ScramVerifier scram =
                ScramVerifier.of(DoorFleet.KEY, new byte[ScramVerifier.SALT_BYTES], ScramVerifier.ITERATIONS);
        int loggers = Integer.parseInt(arguments[1]);
        for (int logger = 0; logger < loggers; logger++) {
            registry.put(new LoggerRegistration(
                    DoorFleet.serialNumber(logger), LoggerRegistry.keySha256(DoorFleet.KEY), true, scram));
        }
        FrontDoorConfig config = FrontDoorConfig.of(
                "127.0.0.1", 0, 0, Path.of(arguments[0]), Durability.DISK, arguments[2], null, null, false);
        // Nothing is relayed, so that a fast machine fills the usual budget; what must stay free on the disk is left
        // free all the same.
        FrontDoorConfig unbounded = config.withJournal(config.journal().withMaxDiskBytes(Long.MAX_VALUE));
        try (FrontDoor door = FrontDoor.start(
                unbounded, Catalogue.load(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), registry)) {
            BusbarProgram.serve(door.mqttPort() + " " + door.tcpPort());
        }
    }
}
