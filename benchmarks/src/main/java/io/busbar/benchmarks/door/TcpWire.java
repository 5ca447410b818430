package io.busbar.benchmarks.door;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Busbar's own protocol over TCP: frames without waiting, one acknowledgement for all that one sync made durable. Confined to one thread. */
public final class TcpWire implements Wire {

    private static final byte CHALLENGE = (byte) 0x84;
    private static final byte WELCOME = (byte) 0x80;
    private static final byte ACK = (byte) 0x81;
    private static final byte ERROR = (byte) 0x83;
    private static final int WELCOME_BYTES = 13;
    private static final int ACK_BYTES = 13;
    private static final int HEADER_BYTES = 9;
    private static final byte BINARY_FRAME = 1;

    private final int port;
    private final LogIn logIn;
    private final FrameSupply frames;
    private long lastNumber = -1;

    public TcpWire(int port, LogIn logIn, FrameSupply frames) {
        this.port = port;
        this.logIn = logIn;
        this.frames = frames;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void logIn(SocketChannel channel) throws IOException {
        ScramClient scram = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username(logIn.serialNumber())
                .password(logIn.key().toCharArray())
                .build();
        try {
            channel.write(ByteBuffer.wrap("BSB2".getBytes(StandardCharsets.US_ASCII)));
            write(channel, scram.clientFirstMessage().toString());
            expect(CHALLENGE, read(channel, 1).get());
            scram.serverFirstMessage(text(channel));
            write(channel, scram.clientFinalMessage().toString());
            expect(WELCOME, read(channel, 1).get());
            int status = read(channel, WELCOME_BYTES).get();
            String said = text(channel);
            if (status != 0) {
                throw new IOException("log-in refused: status=" + status + ", " + said);
            }
            scram.serverFinalMessage(said);
        } catch (ScramException e) {
            throw new IOException(e);
        }
    }

    @Override
    public int maxMessageBytes() {
        return HEADER_BYTES + frames.maxBytes();
    }

    @Override
    public void put(long number, long dueNanos, ByteBuffer to) {
        byte[] frame = frames.frame(number, dueNanos);
        to.order(ByteOrder.LITTLE_ENDIAN)
                .putInt(HEADER_BYTES - Integer.BYTES + frame.length)
                .put(BINARY_FRAME)
                .putInt((int) number)
                .put(frame);
    }

    @Override
    public int acknowledged(ByteBuffer from) throws IOException {
        int messages = 0;
        while (from.remaining() >= ACK_BYTES) {
            byte type = from.order(ByteOrder.LITTLE_ENDIAN).get();
            if (type == ERROR) {
                throw new IOException("the door refused: " + refusal(from));
            }
            expect(ACK, type);
            long number = Integer.toUnsignedLong(from.getInt());
            from.getLong(); // the door's time
            messages += (int) (number - lastNumber);
            lastNumber = number;
        }
        return messages;
    }

    /** The text behind the number of the error, as far as it is there. */
    private static String refusal(ByteBuffer from) {
        byte error = from.get();
        byte[] text = new byte[Math.min(Short.toUnsignedInt(from.getShort()), from.remaining())];
        from.get(text);
        return new String(text, StandardCharsets.US_ASCII) + " (error " + error + ")";
    }

    private static void expect(byte type, byte found) throws IOException {
        if (found != type) {
            throw new IOException("the door answered with a message of type 0x%02x instead of 0x%02x"
                    .formatted(Byte.toUnsignedInt(found), Byte.toUnsignedInt(type)));
        }
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.allocate(Short.BYTES + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) bytes.length)
                .put(bytes)
                .flip());
    }

    private static String text(SocketChannel channel) throws IOException {
        int length = Short.toUnsignedInt(read(channel, Short.BYTES).getShort());
        return StandardCharsets.US_ASCII.decode(read(channel, length)).toString();
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("the door closed the connection during the log-in");
            }
        }
        return bytes.flip();
    }
}
