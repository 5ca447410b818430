package io.busbar.ingest.tcp;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static io.busbar.ingest.TestDoor.OTHER_LOGGER;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.ingest.RawSocket;
import io.busbar.ingest.TestDoor;
import io.busbar.ingest.WithDoor;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands on their way to a logger over TCP, and what becomes of them. */
@Timeout(60)
class TcpCommandsTest extends WithDoor {

    private static final int ACK_BYTES = 13;

    @Test
    void deliversCommandsInOrderAndKeepsTheAnswer() throws IOException {
        LoggerCommand first = command(LOGGER, "c-1", 600);
        door.command(first);
        try (RawSocket socket = connect()) {
            socket.send(TcpLogIn.message(3, 0, new byte[0]));
            assertThat(receive(socket, 1)).isEqualTo(first);
            door.command(command(LOGGER, "c-2", 600));
            door.command(command(OTHER_LOGGER, "c-3", 600));
            socket.send(taken(1, 0));
            assertThat(receive(socket, 2).id()).isEqualTo("c-2");
            // Known already.
            door.command(first);
            socket.send(taken(2, 0));
            socket.send(TcpLogIn.message(5, 77, "\3c-1{\"ok\":true}".getBytes(US_ASCII)));
            socket.send(TcpLogIn.message(1, 78, TestDoor.frame(1)));
            acknowledges(socket, 78);
        }
        assertThat(counted("delivered")).isEqualTo(2);
        assertThat(counted("answered")).isEqualTo(1);
        assertThat(statuses())
                .containsExactlyInAnyOrder(
                        "{\"id\":\"c-1\",\"logger\":\"LOGGER-1\",\"status\":\"delivered\"}",
                        "{\"id\":\"c-2\",\"logger\":\"LOGGER-1\",\"status\":\"delivered\"}",
                        "{\"id\":\"c-1\",\"logger\":\"LOGGER-1\",\"status\":\"answered\",\"answer\":{\"ok\":true}}");
    }

    @Test
    void deliversAgainWhatWasNotTaken() throws IOException {
        try (RawSocket socket = connect()) {
            socket.send(TcpLogIn.message(3, 0, new byte[0]));
            door.command(command(LOGGER, "c-1", 600));
            assertThat(receive(socket, 1).id()).isEqualTo("c-1");
            // Of no command that was sent.
            socket.send(taken(2, 0));
            socket.send(TcpLogIn.message(1, 1, TestDoor.frame(1)));
            acknowledges(socket, 1);
        }
        assertThat(counted("delivered")).isZero();
        try (RawSocket socket = connect()) {
            socket.send(TcpLogIn.message(3, 0, new byte[0]));
            assertThat(receive(socket, 1).id()).isEqualTo("c-1");
            socket.send(taken(1, 1));
            await().until(() -> counted("refused") == 1);
        }
        assertThat(statuses()).containsExactly("{\"id\":\"c-1\",\"logger\":\"LOGGER-1\",\"status\":\"refused\"}");
    }

    @Test
    void givesUpACommandThatNobodyFetchedInTime() throws IOException {
        door.command(command(LOGGER, "late", 1));
        try (RawSocket silent = connect()) {
            await().until(() -> counted("expired") == 1);
            door.command(command(LOGGER, "in-time", 600));
            silent.send(TcpLogIn.message(3, 0, new byte[0]));
            assertThat(receive(silent, 1).id()).isEqualTo("in-time");
        }
        assertThat(statuses()).containsExactly("{\"id\":\"late\",\"logger\":\"LOGGER-1\",\"status\":\"expired\"}");
    }

    @Test
    void sendsNothingToALoggerThatDidNotAsk() throws IOException {
        door.command(command(LOGGER, "c-1", 600));
        try (RawSocket socket = connect()) {
            for (int number = 1; number <= 3; number++) {
                socket.send(TcpLogIn.message(1, number, TestDoor.frame(number)));
                acknowledges(socket, number);
            }
        }
        assertThat(door.meters.get("busbar.door.commands.waiting").gauge().value())
                .isEqualTo(1);
    }

    @Test
    void deliversTheLargestCommand() throws IOException {
        String large = "\"" + "☃".repeat(LoggerCommand.MAX_COMMAND_CHARS - 2) + "\"";
        door.command(new LoggerCommand("c-1", LOGGER, Instant.now().plusSeconds(600), large));
        try (RawSocket socket = connect()) {
            socket.send(TcpLogIn.message(3, 0, new byte[0]));
            assertThat(receive(socket, 1).command()).isEqualTo(large);
            socket.send(taken(1, 0));
            await().until(() -> counted("delivered") == 1);
        }
    }

    @Test
    void saysWhyAnAnswerIsRefused() throws IOException {
        assertThat(rejectionOf("\3c-1done")).startsWith("malformed: answer to a command that is not JSON: ");
        assertThat(rejectionOf("\3c/11")).startsWith("malformed: command id 'c/1' is not ");
        assertThat(rejectionOf("\11c-1")).isEqualTo("malformed: answer to a command that ends inside its id: length=4");
        assertThat(rejectionOf("")).isEqualTo("malformed: answer to a command that ends inside its id: length=0");
    }

    @Test
    void endsOverAMessageAboutCommandsThatIsNone() throws IOException {
        assertThat(endOver(TcpLogIn.message(3, 1, new byte[0])))
                .isEqualTo("message of type 3 with number=1 and 0 bytes behind it, both must be 0");
        assertThat(endOver(TcpLogIn.message(4, 1, new byte[] {2})))
                .isEqualTo("message of type 4 without a last byte that is 0 or 1");
        assertThat(endOver(TcpLogIn.message(6, 1, new byte[0]))).isEqualTo("message type=6, allowed are 1 to 5");
    }

    private RawSocket connect() throws IOException {
        RawSocket socket = new RawSocket(door.tcpPort());
        assertThat(new TcpLogIn(socket, LOGGER, KEY).complete().status()).isEqualTo(TcpProtocol.STATUS_ADMITTED);
        return socket;
    }

    private String rejectionOf(String answer) throws IOException {
        try (RawSocket socket = connect()) {
            socket.send(TcpLogIn.message(5, 1, answer.getBytes(US_ASCII)));
            ByteBuffer header = little(socket.receive(8));
            assertThat(header.get(0)).isEqualTo((byte) 0x82);
            String text = new String(socket.receive(header.getShort(6)), US_ASCII);
            acknowledges(socket, 1);
            return text;
        }
    }

    private String endOver(byte[] message) throws IOException {
        try (RawSocket socket = connect()) {
            socket.send(message);
            byte[] end = socket.receiveAll();
            assertThat(end).startsWith(0x83, 1);
            return new String(end, 4, end.length - 4, US_ASCII);
        }
    }

    private static byte[] taken(int number, int result) {
        return TcpLogIn.message(4, number, new byte[] {(byte) result});
    }

    private static LoggerCommand receive(RawSocket socket, int number) throws IOException {
        ByteBuffer header = little(socket.receive(9));
        assertThat(header.get(0)).isEqualTo((byte) 0x85);
        assertThat(header.getInt(1)).isEqualTo(number);
        return LoggerCommand.decode(socket.receive(header.getInt(5)));
    }

    /** Nothing else comes before. */
    private static void acknowledges(RawSocket socket, int number) throws IOException {
        ByteBuffer ack = little(socket.receive(ACK_BYTES));
        while (ack.get(0) == (byte) 0x81 && ack.getInt(1) < number) {
            ack = little(socket.receive(ACK_BYTES));
        }
        assertThat(ack.get(0)).isEqualTo((byte) 0x81);
        assertThat(ack.getInt(1)).isEqualTo(number);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static LoggerCommand command(String logger, String id, int seconds) {
        return new LoggerCommand(id, logger, Instant.now().plusSeconds(seconds), "{\"do\":\"" + id + "\"}");
    }

    private double counted(String status) {
        return door.meters
                .get("busbar.door.commands")
                .tag("status", status)
                .counter()
                .count();
    }

    private List<String> statuses() throws IOException {
        return door.closeAndRead().stream()
                .filter(record -> record.kind() == FrameRecord.Kind.COMMAND_STATUS)
                .map(record -> new String(record.payload(), UTF_8))
                .toList();
    }
}
