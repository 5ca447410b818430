package io.busbar.standalone.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.standalone.client.ApiClient;
import io.busbar.standalone.client.RunningSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is typed behind {@code busbar up} is what loggers meet: each limit is small, and each is reached from outside. */
final class LimitsIT {

    private static final String LOGGER = "SN1";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int CONNECTIONS = 6;
    private static final int CONNECTIONS_OF_ADDRESS = 4;
    private static final int LOG_INS_PER_SECOND = 2;
    private static final int FRAMES_PER_SECOND = 50;
    private static final int HV_BMS = 1;

    /** 2024-02-03T01:44:00Z. */
    private static final long OBSERVED_AT_MILLIS = 1_706_924_640_000L;

    @TempDir
    private static Path folder = Path.of("");

    private static BusbarProcess busbar;
    private static RunningSystem system;
    private static String key = "";

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Path data = folder.resolve("busbar");
        busbar = BusbarProcess.start(
                folder,
                data,
                START,
                List.of(("--http-port 0 --mqtt-port 0 --tcp-port 0"
                                + " --max-connections 6 --max-connections-per-address 4 --max-log-ins 2 --max-frames 50"
                                + " --log-in-timeout 2 --tcp-idle-timeout 3 --max-keep-alive 30")
                        .split(" ")));
        system = RunningSystem.read(data);
        key = new ApiClient(system)
                .registerLogger(Map.of("serialNumber", LOGGER))
                .orElseThrow();
    }

    @AfterAll
    static void stop() throws Exception {
        // What a failed start left out is not there.
        if (busbar != null) {
            busbar.kill();
        }
    }

    @BeforeEach
    void awaitNobody() {
        await().atMost(SOON)
                .until(() -> metric("busbar_door_connections{transport=\"mqtt\"}") == 0
                        && metric("busbar_door_connections{transport=\"tcp\"}") == 0);
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void boundTheConnectionsOfAnAddress() throws IOException {
        for (int i = 0; i < CONNECTIONS_OF_ADDRESS; i++) {
            open(i % 2 == 0 ? system.mqttPort() : system.tcpPort(), "127.0.0.1");
        }
        assertThat(open(system.mqttPort(), "127.0.0.1").getInputStream().read()).isEqualTo(-1);
        assertThat(metric("busbar_door_connections_refused_total{transport=\"mqtt\",why=\"too-many-of-address\"}"))
                .isEqualTo(1);
    }

    @Test
    void boundTheConnectionsOfAPort() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            open(system.tcpPort(), "127.0.0." + (2 + i));
        }
        assertThat(open(system.tcpPort(), "127.0.0.100").getInputStream().read())
                .isEqualTo(-1);
        assertThat(metric("busbar_door_connections_refused_total{transport=\"tcp\",why=\"too-many-connections\"}"))
                .isEqualTo(1);
    }

    @Test
    void endAConnectionThatDoesNotLogIn() throws IOException {
        assertThat(open(system.tcpPort(), "127.0.0.1").getInputStream().read()).isEqualTo(-1);
        await().untilAsserted(() -> assertThat(
                        metric("busbar_door_connections_ended_total{end=\"timed-out\",transport=\"tcp\"}"))
                .isPositive());
    }

    @Test
    void endAConnectionThatIsSilent() throws Exception {
        try (TcpLogger logger = tcp()) {
            assertThatThrownBy(() -> logger.awaitAcknowledgement(0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the door ends the connection: error=8, no message for 3 s");
        }
    }

    @Test
    void boundTheLogInsOfAnAddress() {
        Mqtt5ConnAckException refused = catchThrowableOfType(Mqtt5ConnAckException.class, () -> {
            for (int i = 0; i < 100 * LOG_INS_PER_SECOND; i++) {
                Mqtt5BlockingClient client = mqtt();
                client.connect();
                client.disconnect();
            }
        });
        assertThat(refused.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.CONNECTION_RATE_EXCEEDED);
        assertThat(metric("busbar_door_connections_refused_total{transport=\"mqtt\",why=\"too-many-log-ins\"}"))
                .isPositive();
    }

    @Test
    void boundTheKeepAlive() {
        Mqtt5ConnAck[] answer = new Mqtt5ConnAck[1];
        Mqtt5BlockingClient client = mqtt();
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(Mqtt5ConnAckException.class)
                .until(() -> {
                    answer[0] = client.connectWith().keepAlive(600).send();
                    return true;
                });
        client.disconnect();
        assertThat(answer[0].getServerKeepAlive()).hasValue(30);
    }

    @Test
    void boundTheFramesOfALogger() throws Exception {
        try (TcpLogger logger = tcp()) {
            // One second's worth was free, so that after three seconds' worth nothing is read for two seconds.
            int burst = 3 * FRAMES_PER_SECOND;
            for (int number = 0; number < burst; number++) {
                logger.send(number, frame(number));
            }
            for (long acknowledged = 0; acknowledged < burst; ) {
                acknowledged = logger.awaitAcknowledgement(acknowledged);
            }
            long sentNanos = System.nanoTime();
            logger.send(burst, frame(burst));
            assertThat(logger.awaitAcknowledgement(burst)).isEqualTo(burst + 1);
            assertThat(Duration.ofNanos(System.nanoTime() - sentNanos)).isGreaterThan(Duration.ofSeconds(1));
        }
        assertThat(metric("busbar_door_throttled_total{transport=\"tcp\"}")).isPositive();
    }

    private static byte[] frame(int number) {
        Frame.Device bms =
                new Frame.Device("SN1-BMS", HV_BMS, Frame.Device.NO_PARENT, List.of(), List.of(), List.of(), List.of());
        return FrameEncoder.encode(
                new Frame(LOGGER, 1L, (long) number, OBSERVED_AT_MILLIS + number, null, 0, false, List.of(bms)));
    }

    private Socket open(int port, String from) throws IOException {
        Socket socket = new Socket(InetAddress.getByName(system.host()), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout((int) SOON.toMillis());
        sockets.add(socket);
        return socket;
    }

    /** Logs in when other tests leave the address a log-in. */
    private static TcpLogger tcp() {
        TcpLogger[] logger = new TcpLogger[1];
        await().atMost(SOON).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            logger[0] = TcpLogger.connect(system, LOGGER, key);
            return true;
        });
        return logger[0];
    }

    private static Mqtt5BlockingClient mqtt() {
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost(system.host())
                .serverPort(system.mqttPort())
                .simpleAuth()
                .username(LOGGER)
                .password(key.getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    /** 0 for one that is not there. */
    private static double metric(String name) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(system.httpUrl() + "/metrics"))
                .header("Authorization", "Bearer " + system.operatorToken())
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }
}
