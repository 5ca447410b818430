package io.busbar.ingest.tcp;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static io.busbar.ingest.TestDoor.frame;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.busbar.ingest.RawSocket;
import io.busbar.ingest.WithDoor;
import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.topic.LoggerRegistration;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets in over TCP, and who does not. */
@Timeout(60)
class TcpLogInTest extends WithDoor {

    @Test
    void tellsTheTimeToWhoProvesToHaveTheKey() throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            TcpLogIn.Welcome welcome = new TcpLogIn(socket, LOGGER, KEY).complete();
            assertThat(welcome.status()).isEqualTo(TcpProtocol.STATUS_ADMITTED);
            assertThat(welcome.serverMillis()).isCloseTo(System.currentTimeMillis(), within(60_000L));
            assertThat(welcome.maxFrameBytes()).isEqualTo(65_536);
        }
    }

    @Test
    void refusesAWrongKeyAndAnUnknownLogger() throws IOException {
        assertThat(logIn(LOGGER, "wrong").status()).isEqualTo(TcpProtocol.STATUS_BAD_KEY);
        TcpLogIn.Welcome unknown = logIn("NOBODY", KEY);
        assertThat(unknown.status()).isEqualTo(TcpProtocol.STATUS_UNKNOWN_LOGGER);
        assertThat(unknown.text()).startsWith("unknown-logger: no active logger has the serial number 'NOBODY'");
        assertThat(door.counted("bad-key")).isEqualTo(1);
        assertThat(door.counted("unknown-logger")).isEqualTo(1);
    }

    @Test
    void saysThatAKeyIsOlderThanVerifiers() throws IOException {
        door.registry.put(new LoggerRegistration("OLD", LoggerRegistry.keySha256(KEY), true, null));
        TcpLogIn.Welcome welcome = logIn("OLD", KEY);
        assertThat(welcome.status()).isEqualTo(TcpProtocol.STATUS_NO_VERIFIER);
        assertThat(welcome.text())
                .isEqualTo("no-verifier: the key of logger 'OLD' is older than this protocol: rotate it, or connect"
                        + " over MQTT");
    }

    @Test
    void challengesEveryConversationAnew() throws IOException {
        try (RawSocket first = new RawSocket(door.tcpPort());
                RawSocket second = new RawSocket(door.tcpPort())) {
            byte[] hello = "n,,n=LOGGER-1,r=always-the-same".getBytes(US_ASCII);
            for (RawSocket socket : new RawSocket[] {first, second}) {
                socket.send("BSB2".getBytes(US_ASCII));
                socket.send(TcpLogIn.text(new String(hello, US_ASCII)));
            }
            assertThat(first.receive(60)).isNotEqualTo(second.receive(60));
        }
    }

    @Test
    void refusesAnotherProtocol() throws IOException {
        for (String rubbish :
                new String[] {"GET / HTTP/1.1\r\n\r\n", "BSB1", "BSB2\u0005\0hello", "BSB2\u00ff\u00ff"}) {
            try (RawSocket socket = new RawSocket(door.tcpPort())) {
                socket.send(rubbish.getBytes(ISO_8859_1));
                byte[] answer = socket.receiveAll();
                assertThat(answer.length == 0 || answer[1] == TcpProtocol.STATUS_BAD_HELLO)
                        .isTrue();
            }
        }
        assertThat(door.meters
                        .get("busbar.door.unreadable")
                        .tag("transport", "tcp")
                        .counter()
                        .count())
                .isEqualTo(4);
    }

    @Test
    void acknowledgesTheFramesOfWhoIsAdmitted() throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            new TcpLogIn(socket, LOGGER, KEY).complete();
            socket.send(TcpLogIn.message(TcpProtocol.TYPE_BINARY, 1, frame(1)));
            assertThat(socket.receive(13)).startsWith(0x81, 1);
        }
    }

    @Test
    void endsTheConnectionOfARevokedLogger() throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            new TcpLogIn(socket, LOGGER, KEY).complete();
            door.register(LOGGER, false);
            byte[] answer = socket.receiveAll();
            assertThat(new String(answer, 4, answer.length - 4, US_ASCII))
                    .isEqualTo("the logger may not send any more");
        }
        await().until(() -> door.meters
                        .get("busbar.door.connections.ended")
                        .tag("transport", "tcp")
                        .tag("end", "revoked")
                        .counter()
                        .count()
                == 1);
    }

    private TcpLogIn.Welcome logIn(String logger, String key) throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            TcpLogIn.Welcome welcome = new TcpLogIn(socket, logger, key).complete();
            assertThat(socket.receiveAll()).isEmpty();
            return welcome;
        }
    }
}
