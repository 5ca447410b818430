package io.busbar.standalone.door;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Busbar's own protocol over TCP, {@code docs/tcp-protocol.md}. Confined to the thread of its logger. */
final class TcpDialect implements Dialect {

    private static final int CHALLENGE = 0x84;
    private static final int WELCOME = 0x80;
    private static final int ACK = 0x81;
    private static final int ERROR = 0x83;
    private static final int BINARY_FRAME = 1;
    private static final int TYPE_AND_NUMBER_BYTES = 5;

    private final String serialNumber;
    private final String key;

    TcpDialect(String serialNumber, String key) {
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
            expect(CHALLENGE, in);
            scram.serverFirstMessage(text(in));
            text(out, scram.clientFinalMessage().toString());
            expect(WELCOME, in);
            int status = in.readUnsignedByte();
            in.readLong(); // the door's time
            in.readInt(); // the longest frame
            String said = text(in);
            if (status != 0) {
                throw new IOException("log-in refused: status=" + status + ", " + said);
            }
            scram.serverFinalMessage(said);
        } catch (ScramException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void write(DataOutputStream out, long number, byte[] frame) throws IOException {
        out.writeInt(Integer.reverseBytes(TYPE_AND_NUMBER_BYTES + frame.length));
        out.write(BINARY_FRAME);
        out.writeInt(Integer.reverseBytes((int) number));
        out.write(frame);
    }

    @Override
    public long acknowledged(DataInputStream in, long expected) throws IOException {
        expect(ACK, in);
        int number = Integer.reverseBytes(in.readInt());
        in.readLong(); // the door's time
        return expected + Integer.toUnsignedLong(number - (int) expected) + 1;
    }

    private static void expect(int type, DataInputStream in) throws IOException {
        int found = in.readUnsignedByte();
        if (found == ERROR) {
            throw new IOException("the door ends the connection: error=" + in.readUnsignedByte() + ", " + text(in));
        }
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
