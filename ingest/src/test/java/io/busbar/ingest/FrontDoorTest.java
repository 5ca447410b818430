package io.busbar.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalConfig;
import io.busbar.measure.Catalogue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FrontDoorTest {

    @TempDir
    Path directory;

    @Test
    void saysWhichPortIsInUseAndLetsGoOfTheJournal() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            FrontDoorConfig config = FrontDoorConfig.of(
                    "127.0.0.1",
                    0,
                    port,
                    directory,
                    Durability.DISK,
                    "127.0.0.1:" + TestDoor.closedPort(),
                    null,
                    null,
                    false);
            assertThatThrownBy(() ->
                            FrontDoor.start(config, Catalogue.load(), new SimpleMeterRegistry(), new LoggerRegistry()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port " + port + " on 127.0.0.1 is in use");
        }
        Journal.open(JournalConfig.of(directory, Durability.DISK), Clock.systemUTC(), new SimpleMeterRegistry())
                .close();
    }

    @Test
    void saysThatTheRegistryCannotBeRead() throws IOException {
        FrontDoorConfig config = new FrontDoorConfig(
                "127.0.0.1",
                0,
                0,
                JournalConfig.of(directory, Durability.DISK),
                "127.0.0.1:" + TestDoor.closedPort(),
                null,
                ConnectionLimits.DEFAULT,
                null,
                false,
                Duration.ofSeconds(1),
                Duration.ZERO);
        assertThatThrownBy(() -> FrontDoor.start(config, Catalogue.load(), new SimpleMeterRegistry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "topic logger-registry at " + config.kafkaBootstrapServers() + " was not read within 1 s: ");
    }

    @Test
    void tellsAllProblemsOfAConfigurationTogether() {
        assertThatThrownBy(
                        () -> FrontDoorConfig.of("", -1, 70_000, directory, Durability.DISK, " ", "short", null, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "front door configuration: bindAddress is empty, expected an address such as 127.0.0.1; "
                                + "mqttPort=-1, allowed are 0 to 65535; tcpPort=70000, allowed are 0 to 65535; "
                                + "kafkaBootstrapServers is empty, expected host:port; operatorKey is shorter than 32 characters");
    }

    @Test
    void measuresWithoutNamingLoggers() throws IOException {
        try (TestDoor door = new TestDoor(directory)) {
            assertThat(door.meters.getMeters())
                    .extracting(meter -> meter.getId().getName())
                    .contains("busbar.door.frames", "busbar.door.acknowledgement", "busbar.journal.sync")
                    .contains("busbar.journal.group", "busbar.relay.lag");
            assertThat(door.meters.getMeters())
                    .flatExtracting(meter -> meter.getId().getTags())
                    .extracting(tag -> tag.getKey())
                    .containsOnly("transport", "outcome", "end", "why");
        }
    }
}
