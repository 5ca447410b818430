package io.busbar.ingest.tls;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static io.busbar.ingest.TestDoor.OTHER_LOGGER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.busbar.ingest.RawSocket;
import io.busbar.ingest.TestDoor;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.JournalConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loggers over TLS, with and without certificates of their own. */
@Timeout(60)
class TlsDoorTest {

    @TempDir
    static Path files;

    private static Certificates doors;
    private static Certificates loggers;
    private static Certificates strangers;

    @TempDir
    Path journal;

    @BeforeAll
    static void makeCertificates() throws Exception {
        doors = Certificates.make(files, "doors", "door-1");
        loggers = Certificates.make(files, "loggers", LOGGER);
        strangers = Certificates.make(files, "strangers", "stranger");
    }

    @Test
    void takesFramesOverTls() throws Exception {
        try (TestDoor door = door(doors.asDoor(null))) {
            Mqtt5BlockingClient client = client(door, LOGGER, null);
            client.connect();
            client.publishWith()
                    .topic("busbar/v1/" + LOGGER + "/frames")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(TestDoor.frame(1))
                    .send();
            client.disconnect();
            assertThat(certificateName(door.tcpPort())).isEqualTo("CN=door-1");
            assertThat(door.closeAndRead()).hasSize(1);
        }
    }

    @Test
    void givesAPlainTextClientNothing() throws Exception {
        try (TestDoor door = door(doors.asDoor(null));
                RawSocket socket = new RawSocket(door.mqttPort())) {
            socket.send("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            // A TLS alert, if anything.
            byte[] answer = socket.receiveAll();
            assertThat(answer.length == 0 || answer[0] == 0x15).isTrue();
            await().until(() -> door.refused("mqtt", "tls") == 1);
        }
    }

    @Test
    void wantsACertificateThatItsAuthorityIssued() throws Exception {
        try (TestDoor door = door(doors.asDoor(loggers))) {
            Mqtt5BlockingClient known = client(door, LOGGER, loggers);
            known.connect();
            known.disconnect();
            assertThatThrownBy(() -> client(door, LOGGER, null).connect()).isNotNull();
            assertThatThrownBy(() -> client(door, LOGGER, strangers).connect()).isNotNull();
            assertThat(door.counted("bad-key")).isZero();

            Mqtt5ConnAckException other =
                    catchThrowableOfType(Mqtt5ConnAckException.class, () -> client(door, OTHER_LOGGER, loggers)
                            .connect());
            assertThat(other.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
            assertThat(other.getMqttMessage().getReasonString().orElseThrow().toString())
                    .isEqualTo(
                            "bad-key: the client certificate is that of another logger than 'LOGGER-2': use its own");
        }
    }

    @Test
    void takesANewCertificateWithoutRestartAndKeepsTheOldOneWhenTheNewIsOfNoUse() throws Exception {
        Certificates renewed = Certificates.make(files, "renewed", "door-2");
        TlsConfig config = new TlsConfig(files.resolve("live.crt"), files.resolve("live.key"), null);
        copy(doors, config);
        try (TestDoor door = door(config)) {
            Mqtt5BlockingClient open = client(door, LOGGER, null);
            open.connect();
            Files.writeString(config.certificate(), "half a fi");
            await().until(() -> reloads(door, "failed") == 1);
            assertThat(certificateName(door.tcpPort())).isEqualTo("CN=door-1");

            copy(renewed, config);
            await().until(() -> reloads(door, "reloaded") == 1);
            assertThat(certificateName(door.tcpPort())).isEqualTo("CN=door-2");
            assertThat(certificateName(door.mqttPort())).isEqualTo("CN=door-2");
            open.publishWith()
                    .topic("busbar/v1/" + LOGGER + "/frames")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(TestDoor.frame(1))
                    .send();
            open.disconnect();
        }
    }

    /** Whoever connects and does not go on to the end of the handshake. */
    @Test
    void countsAConnectionBeforeItsHandshake() throws Exception {
        try (TestDoor door = new TestDoor(
                JournalConfig.of(journal, Durability.DISK), limits(3, 2, Duration.ofSeconds(5)), doors.asDoor(null))) {
            RawSocket silent = new RawSocket(door.tcpPort());
            try (RawSocket halfway = new RawSocket(door.mqttPort())) {
                halfway.sendHex("16 0301 0200");
                await().until(() -> connections(door, "tcp") == 1 && connections(door, "mqtt") == 1);
                try (RawSocket oneMore = new RawSocket(door.mqttPort())) {
                    assertThat(oneMore.receiveAll()).isEmpty();
                }
                assertThat(door.refused("mqtt", "too-many-of-address")).isEqualTo(1);
                assertThat(door.refused("mqtt", "tls")).isZero();
                silent.close();
                await().until(() -> connections(door, "tcp") == 0);
                assertThat(certificateName(door.tcpPort())).isEqualTo("CN=door-1");
            }
            await().until(() -> connections(door, "tcp") == 0 && connections(door, "mqtt") == 0);
        }
    }

    @Test
    void boundsTheConnectionsOfAPortBeforeTheirHandshakes() throws Exception {
        try (TestDoor door = new TestDoor(
                        JournalConfig.of(journal, Durability.DISK),
                        limits(1, 10, Duration.ofSeconds(5)),
                        doors.asDoor(null));
                RawSocket halfway = new RawSocket(door.tcpPort())) {
            halfway.sendHex("16 0301 0200");
            await().until(() -> connections(door, "tcp") == 1);
            try (RawSocket oneMore = new RawSocket(door.tcpPort())) {
                assertThat(oneMore.receiveAll()).isEmpty();
            }
            assertThat(door.refused("tcp", "too-many-connections")).isEqualTo(1);
            assertThat(certificateName(door.mqttPort())).isEqualTo("CN=door-1");
            assertThat(connections(door, "tcp")).isEqualTo(1);
        }
    }

    @Test
    void closesWhoDoesNotComeToTheEndOfTheHandshakeInTime() throws Exception {
        try (TestDoor door = new TestDoor(
                        JournalConfig.of(journal, Durability.DISK),
                        limits(10, 10, Duration.ofSeconds(1)),
                        doors.asDoor(null));
                RawSocket silent = new RawSocket(door.tcpPort());
                RawSocket halfway = new RawSocket(door.mqttPort())) {
            halfway.sendHex("16 0301 0200");
            // An alert, and the end.
            assertThat(silent.receiveAll()).startsWith(0x15);
            assertThat(halfway.receiveAll()).startsWith(0x15);
            await().until(() -> connections(door, "tcp") == 0 && connections(door, "mqtt") == 0);
            assertThat(door.refused("tcp", "tls")).isEqualTo(1);
            assertThat(door.refused("mqtt", "tls")).isEqualTo(1);
        }
    }

    private static ConnectionLimits limits(int connections, int ofAddress, Duration logIn) {
        ConnectionLimits others = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(
                connections,
                ofAddress,
                others.logInsPerSecondPerAddress(),
                others.framesPerSecondPerLogger(),
                others.maxPendingFrames(),
                others.maxPendingBytes(),
                logIn,
                others.messageTimeout(),
                others.tcpIdleTimeout(),
                others.maxKeepAlive());
    }

    private static double connections(TestDoor door, String transport) {
        return door.meters
                .get("busbar.door.connections")
                .tag("transport", transport)
                .gauge()
                .value();
    }

    private static void copy(Certificates from, TlsConfig to) throws IOException {
        Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static double reloads(TestDoor door, String outcome) {
        return door.meters
                .get("busbar.door.tls.reloads")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private TestDoor door(TlsConfig tls) throws IOException {
        return new TestDoor(JournalConfig.of(journal, Durability.DISK), ConnectionLimits.DEFAULT, tls);
    }

    private static Mqtt5BlockingClient client(TestDoor door, String logger, @Nullable Certificates own)
            throws Exception {
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(door.mqttPort())
                .sslConfig(MqttClientSslConfig.builder()
                        .trustManagerFactory(doors.trust())
                        .keyManagerFactory(own == null ? null : own.proof())
                        .build())
                .simpleAuth()
                .username(logger)
                .password(KEY.getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    /** Whoever answers there, trusted or not. */
    private static String certificateName(int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) Certificates.trustingAnybody()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }
}
