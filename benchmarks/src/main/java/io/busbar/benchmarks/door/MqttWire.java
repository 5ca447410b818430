package io.busbar.benchmarks.door;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** MQTT 3.1.1, QoS 1: a frame a message. Confined to one thread. */
public final class MqttWire implements Wire {

    private static final int CONNECT = 0x10;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final byte PUBACK = 0x40;
    private static final int ACK_BYTES = 4;
    private static final int IDENTIFIERS = 65_535;

    /** User name and password are there, the session is clean. */
    private static final int CONNECT_FLAGS = 0xc2;

    private static final byte[] ACCEPTED = {0x20, 2, 0, 0};

    private final int port;
    private final LogIn logIn;
    private final FrameSupply frames;
    private final byte[] topic;

    /** Before the packet identifier, of a message with a frame of {@link #frameBytes}. */
    private byte[] head = {};

    private int frameBytes = -1;
    private int lastIdentifier;

    /** Binary frames. */
    public MqttWire(int port, LogIn logIn, FrameSupply frames) {
        this(port, logIn, frames, "frames");
    }

    /** @param topic behind the logger's own part */
    public MqttWire(int port, LogIn logIn, FrameSupply frames, String topic) {
        this.port = port;
        this.logIn = logIn;
        this.frames = frames;
        this.topic = utf8("busbar/v1/" + logIn.serialNumber() + '/' + topic);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void logIn(SocketChannel channel) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(utf8("MQTT"));
        body.write(4);
        body.write(CONNECT_FLAGS);
        body.writeBytes(new byte[] {0, 0}); // no keep-alive
        body.writeBytes(utf8(logIn.serialNumber()));
        body.writeBytes(utf8(logIn.serialNumber()));
        body.writeBytes(utf8(logIn.key()));
        channel.write(ByteBuffer.wrap(packet(CONNECT, body.toByteArray())));
        ByteBuffer answer = ByteBuffer.allocate(ACCEPTED.length);
        while (answer.hasRemaining()) {
            if (channel.read(answer) < 0) {
                throw new IOException("closed before it was connected");
            }
        }
        if (!answer.flip().equals(ByteBuffer.wrap(ACCEPTED))) {
            throw new IOException("connection refused: " + HexFormat.of().formatHex(answer.array()));
        }
    }

    @Override
    public int maxMessageBytes() {
        return headOf(frames.maxBytes()).length + Short.BYTES + frames.maxBytes();
    }

    @Override
    public void put(long number, long dueNanos, ByteBuffer to) {
        byte[] frame = frames.frame(number, dueNanos);
        if (frame.length != frameBytes) {
            head = headOf(frame.length);
            frameBytes = frame.length;
        }
        to.order(ByteOrder.BIG_ENDIAN)
                .put(head)
                .putShort((short) (number % IDENTIFIERS + 1))
                .put(frame);
    }

    @Override
    public int acknowledged(ByteBuffer from) throws IOException {
        int messages = 0;
        while (from.remaining() >= ACK_BYTES) {
            byte type = from.get();
            byte length = from.get();
            int identifier =
                    Short.toUnsignedInt(from.order(ByteOrder.BIG_ENDIAN).getShort());
            int expected = lastIdentifier % IDENTIFIERS + 1;
            if (type != PUBACK || length != 2 || identifier != expected) {
                throw new IOException("not the acknowledgement of message " + expected + ": type=" + type + ", length="
                        + length + ", identifier=" + identifier);
            }
            lastIdentifier = expected;
            messages++;
        }
        return messages;
    }

    private byte[] headOf(int bytes) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(topic);
        body.writeBytes(new byte[Short.BYTES + bytes]);
        byte[] packet = packet(PUBLISH_QOS_1, body.toByteArray());
        return Arrays.copyOf(packet, packet.length - Short.BYTES - bytes);
    }

    private static byte[] packet(int type, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type);
        int length = body.length;
        do {
            packet.write(length % 128 | (length >= 128 ? 128 : 0));
            length /= 128;
        } while (length > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(field)) {
            out.writeShort(bytes.length);
            out.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("in memory", e);
        }
        return field.toByteArray();
    }
}
