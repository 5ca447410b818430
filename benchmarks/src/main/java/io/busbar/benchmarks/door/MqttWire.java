package io.busbar.benchmarks.door;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** MQTT 3.1.1, QoS 1: a frame a message, put together beforehand but for its packet identifier. Confined to one thread. */
final class MqttWire implements Wire {

    private static final int CONNECT = 0x10;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final byte PUBACK = 0x40;
    private static final int ACK_BYTES = 4;
    private static final int IDENTIFIERS = 65_535;

    /** User name and password are there, the session is clean. */
    private static final int CONNECT_FLAGS = 0xc2;

    private static final byte[] ACCEPTED = {0x20, 2, 0, 0};

    private final String serialNumber;
    private final List<byte[]> packets = new ArrayList<>();
    private final int identifierAt;
    private int maxBytes;
    private int lastIdentifier;

    MqttWire(int logger, List<byte[]> frames) {
        this.serialNumber = DoorFleet.serialNumber(logger);
        byte[] topic = utf8("busbar/v1/" + serialNumber + "/frames");
        int at = 0;
        for (byte[] frame : frames) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(topic);
            body.writeBytes(new byte[Short.BYTES]);
            body.writeBytes(frame);
            byte[] packet = packet(PUBLISH_QOS_1, body.toByteArray());
            at = packet.length - frame.length - Short.BYTES;
            maxBytes = Math.max(maxBytes, packet.length);
            packets.add(packet);
        }
        this.identifierAt = at;
    }

    @Override
    public void logIn(SocketChannel channel) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(utf8("MQTT"));
        body.write(4);
        body.write(CONNECT_FLAGS);
        body.writeBytes(new byte[] {0, 0}); // no keep-alive
        body.writeBytes(utf8(serialNumber));
        body.writeBytes(utf8(serialNumber));
        body.writeBytes(utf8(DoorFleet.KEY));
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
        return maxBytes;
    }

    @Override
    public void put(long number, ByteBuffer to) {
        byte[] packet = packets.get((int) (number % packets.size()));
        int identifier = (int) (number % IDENTIFIERS) + 1;
        packet[identifierAt] = (byte) (identifier >>> Byte.SIZE);
        packet[identifierAt + 1] = (byte) identifier;
        to.put(packet);
    }

    @Override
    public int acknowledged(ByteBuffer from) throws IOException {
        int messages = 0;
        while (from.remaining() >= ACK_BYTES) {
            byte type = from.get();
            byte length = from.get();
            int identifier = Short.toUnsignedInt(from.getShort());
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
