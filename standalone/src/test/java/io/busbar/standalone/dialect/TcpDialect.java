package io.busbar.standalone.dialect;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Busbar's own protocol over TCP, {@code docs/tcp-protocol.md}. Confined to the thread of its logger. */
public final class TcpDialect implements Dialect {

    private static final int CHALLENGE = 0x84;
    private static final int WELCOME = 0x80;
    private static final int ACK = 0x81;
    private static final int ERROR = 0x83;
    private static final int COMMAND = 0x85;
    private static final int BINARY_FRAME = 1;
    private static final int COMMANDS_WANTED = 3;
    private static final int COMMAND_TAKEN = 4;
    private static final int COMMAND_ANSWER = 5;
    private static final int TYPE_AND_NUMBER_BYTES = 5;

    private final String serialNumber;
    private final String key;

    public TcpDialect(String serialNumber, String key) {
        this.serialNumber = serialNumber;
        this.key = key;
    }

    @Override
    public void logIn(DataInputStream in, DataOutputStream out) throws IOException {
        ScramClient scram = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username(serialNumber)
                .password(key.toCharArray())
                .build();
        try {
            out.writeBytes("BSB2");
            text(out, scram.clientFirstMessage().toString());
            // A logger that is refused without being asked for a proof gets the welcome at once.
            int type = in.readUnsignedByte();
            if (type == WELCOME) {
                throw new IllegalStateException("let in without a proof: " + admission(in));
            }
            require(CHALLENGE, type);
            scram.serverFirstMessage(text(in));
            text(out, scram.clientFinalMessage().toString());
            expect(WELCOME, in);
            scram.serverFinalMessage(admission(in));
        } catch (ScramException e) {
            throw new IOException(e);
        }
    }

    /** The text of a welcome that is one. */
    private static String admission(DataInputStream in) throws IOException {
        int status = in.readUnsignedByte();
        in.readLong(); // the door's time
        in.readInt(); // the longest frame
        String said = text(in);
        if (status != 0) {
            throw new IOException("log-in refused: status=" + status + ", " + said);
        }
        return said;
    }

    @Override
    public void write(DataOutputStream out, long number, byte[] frame) throws IOException {
        message(out, BINARY_FRAME, (int) number, frame);
    }

    /** Asks for commands, on this connection. */
    public void wantCommands(DataOutputStream out) throws IOException {
        message(out, COMMANDS_WANTED, 0, new byte[0]);
        out.flush();
    }

    /** Waits for the next command, says that it is taken, and returns its JSON. */
    public byte[] takeCommand(DataInputStream in, DataOutputStream out) throws IOException {
        expect(COMMAND, in);
        int number = Integer.reverseBytes(in.readInt());
        byte[] json = in.readNBytes(Integer.reverseBytes(in.readInt()));
        message(out, COMMAND_TAKEN, number, new byte[] {0});
        out.flush();
        return json;
    }

    /** Answers a command with JSON, as the message of this number. */
    public void answer(DataOutputStream out, long number, String id, String json) throws IOException {
        byte[] text = (id + json).getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[1 + text.length];
        body[0] = (byte) id.length();
        System.arraycopy(text, 0, body, 1, text.length);
        message(out, COMMAND_ANSWER, (int) number, body);
        out.flush();
    }

    @Override
    public long acknowledged(DataInputStream in, long expected) throws IOException {
        expect(ACK, in);
        int number = Integer.reverseBytes(in.readInt());
        in.readLong(); // the door's time
        return expected + Integer.toUnsignedLong(number - (int) expected) + 1;
    }

    private static void message(DataOutputStream out, int type, int number, byte[] body) throws IOException {
        out.writeInt(Integer.reverseBytes(TYPE_AND_NUMBER_BYTES + body.length));
        out.write(type);
        out.writeInt(Integer.reverseBytes(number));
        out.write(body);
    }

    private static void expect(int type, DataInputStream in) throws IOException {
        int found = in.readUnsignedByte();
        if (found == ERROR) {
            throw new IOException("the door ends the connection: error=" + in.readUnsignedByte() + ", " + text(in));
        }
        require(type, found);
    }

    private static void require(int type, int found) {
        if (found != type) {
            throw new IllegalStateException(
                    "the door answered with a message of type 0x%02x instead of 0x%02x".formatted(found, type));
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeShort(Short.reverseBytes((short) text.length()));
        out.writeBytes(text);
        out.flush();
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[Short.toUnsignedInt(Short.reverseBytes(in.readShort()))];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
