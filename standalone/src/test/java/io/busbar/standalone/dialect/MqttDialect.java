package io.busbar.standalone.dialect;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** MQTT 3.1.1 with QoS 1; acknowledgements must come in the order of sending. Confined to the thread of its logger. */
public final class MqttDialect implements Dialect {

    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int PUBACK = 0x40;
    private static final int IDENTIFIERS = 65_535;
    private static final int VERSION_3_1_1 = 4;

    /** User name and password are there, the session is clean. */
    private static final int CONNECT_FLAGS = 0xc2;

    private final String serialNumber;
    private final String key;

    public MqttDialect(String serialNumber, String key) {
        this.serialNumber = serialNumber;
        this.key = key;
    }

    @Override
    public void logIn(DataInputStream in, DataOutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeUTF("MQTT");
        body.write(VERSION_3_1_1);
        body.write(CONNECT_FLAGS);
        body.writeShort(0); // no keep-alive
        body.writeUTF(serialNumber);
        body.writeUTF(serialNumber);
        body.writeUTF(key);
        packet(out, CONNECT, bytes.toByteArray());
        out.flush();
        int type = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        int answer = in.readUnsignedShort();
        if (type != CONNACK || length != 2 || answer != 0) {
            throw new IOException("connection refused: type=" + type + ", answer=" + answer);
        }
    }

    @Override
    public void write(DataOutputStream out, long number, byte[] frame) throws IOException {
        byte[] topic = ("busbar/v1/" + serialNumber + "/frames").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(topic.length);
        body.write(topic);
        body.writeShort(identifier(number));
        body.write(frame);
        packet(out, PUBLISH_QOS_1, bytes.toByteArray());
    }

    @Override
    public long acknowledged(DataInputStream in, long expected) throws IOException {
        int type = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        int identifier = in.readUnsignedShort();
        if (type != PUBACK || length != 2 || identifier != identifier(expected)) {
            throw new IllegalStateException("not the acknowledgement of frame " + expected + " of " + serialNumber
                    + ": type=" + type + ", length=" + length + ", identifier=" + identifier);
        }
        return expected + 1;
    }

    private static int identifier(long number) {
        return (int) (number % IDENTIFIERS) + 1;
    }

    private static void packet(DataOutputStream out, int type, byte[] body) throws IOException {
        out.write(type);
        int length = body.length;
        do {
            out.write(length % 128 | (length >= 128 ? 128 : 0));
            length /= 128;
        } while (length > 0);
        out.write(body);
    }
}
