package io.busbar.ingest.mqtt;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** MQTT packets byte by byte, as no library would let one send them. Stateless. */
final class RawPackets {

    static final int QOS_0 = 0x30;
    static final int QOS_1 = 0x32;
    static final int QOS_1_RETAINED = 0x33;
    static final int QOS_2 = 0x34;
    static final String FRAMES = "busbar/v1/" + LOGGER + "/frames";

    /** Session expiry 0, and nothing else. */
    static final String NO_PROPERTIES = "";

    private static final int USER_KEY_CLEAN = 0xc2;

    private RawPackets() {}

    /** Version 3.1.1, clean session, keep-alive 60 s. */
    static byte[] connect3() {
        Body body = new Body().text("MQTT").bytes(4, USER_KEY_CLEAN, 0, 60);
        return body.text("raw").text(LOGGER).text(KEY).packet(0x10);
    }

    /** @param propertiesHex the properties without their length */
    static byte[] connect5(int keepAliveSeconds, String propertiesHex) {
        Body body = new Body().text("MQTT").bytes(5, USER_KEY_CLEAN, keepAliveSeconds >> 8, keepAliveSeconds & 0xff);
        return body.properties(propertiesHex).text("raw").text(LOGGER).text(KEY).packet(0x10);
    }

    /** @param header type and flags, as the constants have them */
    static byte[] publish3(int header, int packetId, byte[] payload) {
        return new Body()
                .text(FRAMES)
                .bytes(packetId >> 8, packetId & 0xff)
                .raw(payload)
                .packet(header);
    }

    static byte[] publish5(int header, String topic, int packetId, String propertiesHex, byte[] payload) {
        Body body = new Body().text(topic).bytes(packetId >> 8, packetId & 0xff);
        return body.properties(propertiesHex).raw(payload).packet(header);
    }

    /** With QoS 1. */
    static byte[] subscribe5(int packetId, String filter) {
        return new Body()
                .bytes(packetId >> 8, packetId & 0xff, 0)
                .text(filter)
                .bytes(1)
                .packet(0x82);
    }

    private static final class Body {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Body bytes(int... bytes) {
            for (int each : bytes) {
                out.write(each);
            }
            return this;
        }

        Body raw(byte[] bytes) {
            try {
                out.write(bytes);
            } catch (java.io.IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        Body text(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            return bytes(bytes.length >> 8, bytes.length & 0xff).raw(bytes);
        }

        /** Shorter than 128 bytes. */
        Body properties(String hex) {
            byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
            return bytes(bytes.length).raw(bytes);
        }

        byte[] packet(int header) {
            byte[] body = out.toByteArray();
            out.reset();
            out.write(header);
            int length = body.length;
            do {
                out.write(length >= 128 ? length % 128 | 128 : length);
                length /= 128;
            } while (length > 0);
            return raw(body).out.toByteArray();
        }
    }
}
