package io.busbar.ingest.tcp;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.ingest.RawSocket;
import io.busbar.ingest.TestDoor;
import io.busbar.ingest.WithDoor;
import io.busbar.topic.FrameRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProtocolTest extends WithDoor {

    private static final int ACK_BYTES = 13;

    @Test
    void acknowledgesBatchesCumulatively() throws IOException {
        int count = 3_000;
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            logIn(socket);
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                batch.write(message(TcpProtocol.TYPE_BINARY, 100 + i, TestDoor.frame(i)));
            }
            socket.send(batch.toByteArray());
            int acknowledged = 0;
            int answers = 0;
            while (acknowledged < 100 + count - 1) {
                ByteBuffer answer = answer(socket, ACK_BYTES);
                assertThat(answer.get()).isEqualTo((byte) 0x81);
                assertThat(answer.getInt(1)).isGreaterThan(acknowledged);
                acknowledged = answer.getInt(1);
                answers++;
            }
            assertThat(acknowledged).isEqualTo(100 + count - 1);
            assertThat(answers).isLessThan(count);
        }
        List<FrameRecord> kept = door.closeAndRead();
        assertThat(kept).hasSize(count);
        assertThat(kept.get(count - 1).payload()).isEqualTo(TestDoor.frame(count - 1));
    }

    @Test
    void saysWhyAFrameIsRefusedBeforeItIsAcknowledged() throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            logIn(socket);
            byte[] damaged = TestDoor.frame(1);
            damaged[20] ^= 1;
            socket.send(message(TcpProtocol.TYPE_BINARY, 7, damaged));
            ByteBuffer rejection = answer(socket, 8);
            assertThat(rejection.get(0)).isEqualTo((byte) 0x82);
            assertThat(rejection.getInt(1)).isEqualTo(7);
            assertThat(rejection.get(5)).isEqualTo((byte) 3);
            assertThat(new String(socket.receive(rejection.getShort(6)), US_ASCII))
                    .startsWith("checksum: ");
            assertThat(answer(socket, ACK_BYTES).getInt(1)).isEqualTo(7);

            socket.send(message(TcpProtocol.TYPE_JSON, 8, TestDoor.json(8).getBytes(US_ASCII)));
            assertThat(answer(socket, ACK_BYTES).getInt(1)).isEqualTo(8);
        }
        assertThat(door.closeAndRead())
                .extracting(FrameRecord::kind)
                .containsExactly(FrameRecord.Kind.REJECTED, FrameRecord.Kind.ACCEPTED);
    }

    @Test
    void closesOverAMessageThatIsTooLarge() throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            logIn(socket);
            socket.sendHex("00 00 a0 00");
            assertThat(endOf(socket)).startsWith("message length=10485760, limit=");
        }
        await().until(() -> door.counted("too-large") == 1);
    }

    @Test
    void closesOverAGapInTheNumbers() throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            logIn(socket);
            socket.send(message(TcpProtocol.TYPE_BINARY, 1, TestDoor.frame(1)));
            assertThat(answer(socket, ACK_BYTES).getInt(1)).isEqualTo(1);
            socket.send(message(TcpProtocol.TYPE_BINARY, 3, TestDoor.frame(3)));
            assertThat(endOf(socket)).isEqualTo("message number=3, expected 2");
        }
    }

    @Test
    void answersWhatWasReadWhenTheDoorCloses() throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            logIn(socket);
            socket.send(message(TcpProtocol.TYPE_BINARY, 1, TestDoor.frame(1)));
            await().until(() -> door.counted("accepted") == 1);
            door.close();
            assertThat(answer(socket, ACK_BYTES).getInt(1)).isEqualTo(1);
            assertThat(endOf(socket)).isEqualTo("the door is closing");
        }
    }

    @Test
    void readsMessagesInSingleBytes() throws IOException {
        try (RawSocket socket = new RawSocket(door.tcpPort())) {
            logIn(socket);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(message(TcpProtocol.TYPE_BINARY, 0xffffffff, TestDoor.frame(1)));
            all.write(message(TcpProtocol.TYPE_BINARY, 0, TestDoor.frame(2)));
            for (byte one : all.toByteArray()) {
                socket.send(new byte[] {one});
            }
            await().until(() -> door.counted("accepted") == 2);
        }
        assertThat(door.closeAndRead()).hasSize(2);
    }

    private static void logIn(RawSocket socket) throws IOException {
        assertThat(new TcpLogIn(socket, LOGGER, KEY).complete().status()).isEqualTo(TcpProtocol.STATUS_ADMITTED);
    }

    private static byte[] message(int type, int number, byte[] frame) {
        return TcpLogIn.message(type, number, frame);
    }

    private static ByteBuffer answer(RawSocket socket, int bytes) throws IOException {
        byte[] answer = socket.receive(bytes);
        assertThat(answer).hasSize(bytes);
        return ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The text of the error answer with which the door ends. */
    private static String endOf(RawSocket socket) {
        byte[] answer = socket.receiveAll();
        assertThat(answer[0]).isEqualTo((byte) 0x83);
        return new String(answer, 4, answer.length - 4, US_ASCII);
    }
}
