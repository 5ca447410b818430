package io.busbar.standalone.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.client.ApiClient;
import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.path.BusbarProcess;
import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code busbar up} gets SIGTERM while loggers send as fast as they can. */
@LongRun
final class TerminatedSystemIT {

    private static final Duration START = Duration.ofMinutes(2);

    /** Of which the relay and the stream job may use their own limits when Kafka is away. */
    private static final Duration STOP = Duration.ofSeconds(60);

    /** 128 and the number of SIGTERM, as of every Java program. */
    private static final int ENDED_BY_SIGTERM = 143;

    private static final int LOGGERS = 6;

    @TempDir
    private Path folder;

    private PausableBroker broker;
    private BusbarProcess busbar;
    private LoggerFleet fleet;
    private List<String> options = List.of();

    @BeforeEach
    void start() throws Exception {
        broker = PausableBroker.start(folder);
        int mqttPort = LoopbackPort.free();
        int tcpPort = LoopbackPort.free();
        options = List.of(
                "--http-port",
                "0",
                "--mqtt-port",
                Integer.toString(mqttPort),
                "--tcp-port",
                Integer.toString(tcpPort),
                "--kafka",
                broker.bootstrapServers());
        busbar = startBusbar();
        fleet = LoggerFleet.start(register(), mqttPort, tcpPort);
        fleet.awaitProgress();
    }

    @AfterEach
    void end() throws Exception {
        // What a failed start left out is not there.
        if (fleet != null) {
            fleet.close();
        }
        if (busbar != null) {
            busbar.kill();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void answersAndRelaysWhatItRead() throws Exception {
        terminate();

        TopicAudit topic = TopicAudit.of(broker.bootstrapServers());
        assertThat(topic.faults()).isEmpty();
        assertThat(topic.stored()).isEqualTo(fleet.acknowledged());
        assertThat(topic.sentAgain()).isZero();
    }

    @Test
    void leavesInTheJournalWhatKafkaDoesNotTakeAndRelaysItAfterTheNextStart() throws Exception {
        broker.pause();
        fleet.awaitProgress();
        fleet.awaitProgress();
        terminate();
        SortedMap<String, Long> acknowledged = fleet.acknowledged();
        broker.goOn();
        TopicAudit before = TopicAudit.of(broker.bootstrapServers());
        assertThat(before.faults()).isEmpty();
        assertThat(before.stored()).isNotEqualTo(acknowledged);

        busbar = startBusbar();
        fleet.awaitProgress();
        fleet.end();

        TopicAudit topic = awaitStored();
        assertThat(topic.faults()).isEmpty();
        assertThat(topic.stored()).isEqualTo(fleet.acknowledged());
        // Whatever the first had read it had answered, too.
        assertThat(topic.sentAgain()).isZero();
    }

    /** Sends the signal, and returns when the process has ended as it should. */
    private void terminate() throws Exception {
        busbar.terminate();
        await().atMost(STOP)
                .untilAsserted(() -> assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class));
        assertThat(busbar.isRunning())
                .as("the door is closed before the process ends")
                .isTrue();
        assertThat(busbar.awaitEnd(STOP)).isEqualTo(ENDED_BY_SIGTERM);
    }

    private void connect() throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(options.get(3))).close();
    }

    private TopicAudit awaitStored() {
        TopicAudit[] topic = new TopicAudit[1];
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    topic[0] = TopicAudit.of(broker.bootstrapServers());
                    return !topic[0].faults().isEmpty() || topic[0].stored().equals(fleet.acknowledged());
                });
        return topic[0];
    }

    private BusbarProcess startBusbar() throws IOException {
        return BusbarProcess.start(folder, data(), START, options);
    }

    private Map<String, String> register() throws IOException, InterruptedException {
        ApiClient api = new ApiClient(RunningSystem.read(data()));
        Map<String, String> keys = new LinkedHashMap<>();
        for (String serialNumber : LoggerFleet.keys(LOGGERS).keySet()) {
            keys.put(
                    serialNumber,
                    api.registerLogger(Map.of("serialNumber", serialNumber)).orElseThrow());
        }
        return keys;
    }

    private Path data() {
        return folder.resolve("busbar");
    }
}
