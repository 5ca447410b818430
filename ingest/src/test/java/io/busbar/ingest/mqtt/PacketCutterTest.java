package io.busbar.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.topic.FrameRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets come out whole and in order, however they came in; only a logger's own frames are told from the others. */
class PacketCutterTest {

    private static final int MAX_BYTES = 2_000;
    private static final String TOPIC = "busbar/v1/L1/frames";

    private boolean codecWaits;
    private final PacketCutter cutter = cutter();
    private final EmbeddedChannel channel = new EmbeddedChannel(cutter);

    @AfterEach
    void hasReadEverything() {
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
    void cutsWhereThePacketsEnd(int pieceBytes) {
        beginWith(false);
        String stream = publish(0x32, TOPIC, "0007", "frame") + "c000" + publish(0x3a, TOPIC, "0008", "again")
                + publish(0x30, TOPIC, "", "unnumbered") + publish(0x32, TOPIC + "/json", "0009", "{}")
                + publish(0x33, TOPIC, "000a", "retained") + publish(0x34, TOPIC, "000b", "twice")
                + publish(0x32, TOPIC, "0000", "no number") + publish(0x32, "busbar/v1/L2/frames", "000c", "not mine")
                + publish(0x32, TOPIC, "000d", "x".repeat(300)) + "e000";
        send(stream, pieceBytes);

        assertThat(received())
                .containsExactly(
                        "7 frame",
                        "c000",
                        "8 again",
                        "0 unnumbered",
                        publish(0x32, TOPIC + "/json", "0009", "{}"),
                        publish(0x33, TOPIC, "000a", "retained"),
                        publish(0x34, TOPIC, "000b", "twice"),
                        publish(0x32, TOPIC, "0000", "no number"),
                        publish(0x32, "busbar/v1/L2/frames", "000c", "not mine"),
                        "13 " + "x".repeat(300),
                        "e000");
    }

    @Test
    void leavesPropertiesOfVersion5ToTheCodec() {
        beginWith(true);
        String withAlias = publish(0x32, TOPIC, "0008" + "03" + "230001", "frame");
        send(publish(0x32, TOPIC, "0007" + "00", "frame") + withAlias, 10_000);

        assertThat(received()).containsExactly("7 frame", withAlias);
    }

    @Test
    void leavesEverythingToTheCodecBeforeTheLogIn() {
        String connect = "1000";
        String publish = publish(0x32, TOPIC, "0007", "frame");
        send(connect + publish, 5);

        assertThat(received()).containsExactly(connect, publish);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c000", "0000", "f005", "32ffffffff01", "9090c203"})
    void refusesWhoDoesNotBeginWithConnectAndPassesNothingOn(String bytes) {
        send(bytes, 1);
        assertThat(received()).containsExactly("the first packet is no CONNECT");
        send("10001234", 1);
        assertThat(received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "32ffffffff", "32d110"})
    void waitsForNothingBehindWhatIsNoPacketOrTooLong(String bytes) {
        beginWith(false);
        send(bytes, 10_000);
        assertThat(received()).containsExactly(bytes);
        send("c0", 1);
        assertThat(received()).containsExactly("c0");
    }

    @Test
    void takesAnyBytesInAnyPieces() {
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            EmbeddedChannel each = new EmbeddedChannel(cutter());
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && random.nextBoolean()) {
                bytes[0] = 0x10;
                bytes[1] = (byte) random.nextInt(100);
            }
            for (int at = 0; at < bytes.length; ) {
                int piece = Math.min(1 + random.nextInt(50), bytes.length - at);
                each.writeInbound(Unpooled.copiedBuffer(bytes, at, piece));
                at += piece;
            }
            int passedOn = 0;
            for (Object out = each.readInbound(); out != null; out = each.readInbound()) {
                passedOn += out instanceof ByteBuf packet ? packet.readableBytes() : 0;
                ReferenceCountUtil.release(out);
            }
            assertThat(passedOn).isLessThanOrEqualTo(bytes.length);
            each.finishAndReleaseAll();
        }
    }

    @Test
    void leavesEverythingToACodecThatWaitsForTheRestOfAWholePacket() {
        beginWith(false);
        String beyondItsEnd = "3204" + "3031" + "3233";
        send(publish(0x32, TOPIC, "0007", "frame") + beyondItsEnd, 10_000);
        assertThat(received()).containsExactly("7 frame", beyondItsEnd);

        codecWaits = true;
        String next = publish(0x32, TOPIC, "0008", "frame");
        send(next, 10_000);
        assertThat(received()).containsExactly(next);
    }

    private PacketCutter cutter() {
        return new PacketCutter(
                (serialNumber, bytes) -> FrameRecord.blank(FrameRecord.Kind.ACCEPTED, serialNumber, 1, 2, bytes),
                MAX_BYTES,
                () -> codecWaits ? 0 : Long.MAX_VALUE);
    }

    private void beginWith(boolean version5) {
        send("1000", 2);
        assertThat(received()).containsExactly("1000");
        cutter.loggedIn(new ClientTerms(version5, "L1", "c", false, 60, false, false, 0, false, MAX_BYTES, false));
    }

    private void send(String hex, int pieceBytes) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(pieceBytes, bytes.length - at)));
        }
    }

    /** A frame as its packet id and content, another packet as its bytes in hex, a refusal as its reason. */
    private List<String> received() {
        List<String> received = new ArrayList<>();
        for (Object out = channel.readInbound(); out != null; out = channel.readInbound()) {
            if (out instanceof FramePacket frame) {
                FrameRecord record = FrameRecord.decode(frame.record());
                assertThat(record.key()).isEqualTo("L1");
                received.add(frame.packetId() + " " + new String(record.payload(), UTF_8));
            } else if (out instanceof MqttMessage refusal) {
                received.add(refusal.decoderResult().cause().getMessage());
            } else {
                ByteBuf packet = (ByteBuf) out;
                byte[] bytes = new byte[packet.readableBytes()];
                packet.readBytes(bytes);
                ReferenceCountUtil.release(packet);
                received.add(HexFormat.of().formatHex(bytes));
            }
        }
        return received;
    }

    private static String publish(int type, String topic, String idHex, String payload) {
        String body = "%04x".formatted(topic.length())
                + HexFormat.of().formatHex(topic.getBytes(UTF_8))
                + idHex
                + HexFormat.of().formatHex(payload.getBytes(UTF_8));
        int length = body.length() / 2;
        String lengthHex =
                length < 128 ? "%02x".formatted(length) : "%02x%02x".formatted(length % 128 | 128, length / 128);
        return "%02x".formatted(type) + lengthHex + body;
    }
}
