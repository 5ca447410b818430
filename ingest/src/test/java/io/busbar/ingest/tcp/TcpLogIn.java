package io.busbar.ingest.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import io.busbar.ingest.RawSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A client's log-in with somebody else's SCRAM library, step by step. Confined to its thread. */
final class TcpLogIn {

    private static final int WELCOME_HEADER_BYTES = 15;

    private final RawSocket socket;
    private final ScramClient scram;

    TcpLogIn(RawSocket socket, String serialNumber, String key) {
        this.socket = socket;
        this.scram = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username(serialNumber)
                .password(key.toCharArray())
                .build();
    }

    /** How the door answered. */
    record Welcome(int status, String text, long serverMillis, int maxFrameBytes) {}

    Welcome complete() throws IOException {
        try {
            hello();
            int first = socket.receive(1)[0];
            if (first == (byte) 0x80) {
                return welcome();
            }
            assertThat(first).isEqualTo((byte) 0x84);
            scram.serverFirstMessage(text());
            socket.send(text(scram.clientFinalMessage().toString()));
            assertThat(socket.receive(1)[0]).isEqualTo((byte) 0x80);
            Welcome welcome = welcome();
            if (welcome.status() == 0) {
                scram.serverFinalMessage(welcome.text());
            }
            return welcome;
        } catch (ScramException e) {
            throw new IOException(e);
        }
    }

    void hello() throws IOException {
        byte[] first = text(scram.clientFirstMessage().toString());
        socket.send(ByteBuffer.allocate(4 + first.length)
                .put("BSB2".getBytes(US_ASCII))
                .put(first)
                .array());
    }

    private Welcome welcome() throws IOException {
        ByteBuffer header = little(socket.receive(WELCOME_HEADER_BYTES - 2));
        return new Welcome(header.get(0), text(), header.getLong(1), header.getInt(9));
    }

    private String text() throws IOException {
        return new String(socket.receive(little(socket.receive(2)).getShort()), US_ASCII);
    }

    static byte[] text(String text) {
        return ByteBuffer.allocate(2 + text.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) text.length())
                .put(text.getBytes(US_ASCII))
                .array();
    }

    static byte[] message(int type, int number, byte[] frame) {
        return ByteBuffer.allocate(9 + frame.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(5 + frame.length)
                .put((byte) type)
                .putInt(number)
                .put(frame)
                .array();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
