package io.busbar.ingest.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into packets. The one that a logged-in logger sends all the time, a frame in its binary form on its own topic,
 * goes on as {@link FramePacket}; every other is left to Netty's codec, whole.
 *
 * <p>Of bytes that are no packet, too long a one, or one whose contents reach beyond its end, everything goes to the codec, which says what is
 * wrong. Who does not begin with CONNECT is refused here: for some packets that only servers send the codec makes room as their first bytes promise,
 * and once more with each byte that comes. Confined to the connection's event loop.
 */
final class PacketCutter extends ByteToMessageDecoder {

    private static final int MAX_LENGTH_BYTES = 4;
    private static final int INCOMPLETE = -1;
    private static final int UNREADABLE = -2;

    /** Of the first byte but the DUP flag: a frame that is sent again is a frame. */
    private static final int WITHOUT_DUP = 0xf7;

    private static final int PUBLISH_QOS_0 = MqttMessageType.PUBLISH.value() << 4;
    private static final int PUBLISH_QOS_1 = PUBLISH_QOS_0 | 2;

    private final Records records;
    private final int maxBytes;
    private final LongSupplier decodedPackets;
    private long packetsForCodec;
    private @Nullable Logger logger;
    private boolean isBegun;
    private boolean isUnreadable;
    private boolean isRefused;

    /** Whose frames are looked for. */
    private record Logger(byte[] serialNumber, ByteBuf topic, boolean version5) {}

    /** Where a frame is put: see {@link io.busbar.ingest.admission.Admission#room}. */
    interface Records {
        byte[] room(byte[] serialNumber, int frameBytes);
    }

    /**
     * @param maxBytes of a packet behind its fixed header
     * @param decodedPackets how many the codec has made something of
     */
    PacketCutter(Records records, int maxBytes, LongSupplier decodedPackets) {
        this.records = records;
        this.maxBytes = maxBytes;
        this.decodedPackets = decodedPackets;
    }

    /** From now on the packets are those of a logger. */
    void loggedIn(ClientTerms client) {
        logger = new Logger(
                client.userName().getBytes(StandardCharsets.UTF_8),
                Unpooled.copiedBuffer(LoggerTopics.of(client.userName()).frames(), StandardCharsets.UTF_8),
                client.version5());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (isRefused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int type = in.getUnsignedByte(in.readerIndex()) >> 4;
        if (!isBegun && !isUnreadable && type != MqttMessageType.CONNECT.value()) {
            isRefused = true;
            in.skipBytes(in.readableBytes());
            out.add(MqttMessageFactory.newInvalidMessage(new DecoderException("the first packet is no CONNECT")));
            return;
        }
        boolean isReadable = !isUnreadable && !isCodecInsidePacket() && isPacket(type);
        int packetBytes = isReadable ? packetBytes(in) : UNREADABLE;
        if (packetBytes == UNREADABLE) {
            isUnreadable = true;
            out.add(in.readRetainedSlice(in.readableBytes()));
        } else if (packetBytes != INCOMPLETE && in.readableBytes() >= packetBytes) {
            isBegun = true;
            int end = in.readerIndex() + packetBytes;
            @Nullable FramePacket frame = logger == null ? null : frame(logger, in, end);
            if (frame == null) {
                packetsForCodec++;
                out.add(in.readRetainedSlice(packetBytes));
            } else {
                in.readerIndex(end);
                out.add(frame);
            }
        }
    }

    /** Whether the codec waits for more after it was given whole packets: the contents of the last one reach beyond its end. */
    private boolean isCodecInsidePacket() {
        return decodedPackets.getAsLong() < packetsForCodec;
    }

    /** What is none need not be waited for. */
    private static boolean isPacket(int type) {
        return type >= MqttMessageType.CONNECT.value() && type <= MqttMessageType.AUTH.value();
    }

    /** With its fixed header. */
    private int packetBytes(ByteBuf in) {
        int length = 0;
        for (int i = 1; i <= MAX_LENGTH_BYTES; i++) {
            if (in.readableBytes() <= i) {
                return INCOMPLETE;
            }
            int digit = in.getUnsignedByte(in.readerIndex() + i);
            length |= (digit & 0x7f) << (7 * (i - 1));
            if (digit < 0x80) {
                return length > maxBytes ? UNREADABLE : 1 + i + length;
            }
        }
        return UNREADABLE;
    }

    /** Null when the packet is something else. */
    private @Nullable FramePacket frame(Logger from, ByteBuf in, int end) {
        int start = in.readerIndex();
        int type = in.getByte(start) & WITHOUT_DUP;
        if (type != PUBLISH_QOS_0 && type != PUBLISH_QOS_1) {
            return null;
        }
        int at = start + 2;
        while (in.getByte(at - 1) < 0) {
            at++;
        }
        ByteBuf topic = from.topic();
        int topicAt = at + Short.BYTES;
        int behindTopic = topicAt + topic.readableBytes();
        int packetIdBytes = type == PUBLISH_QOS_1 ? Short.BYTES : 0;
        int frameAt = behindTopic + packetIdBytes + (from.version5() ? 1 : 0);
        if (frameAt > end
                || in.getUnsignedShort(at) != topic.readableBytes()
                || !ByteBufUtil.equals(in, topicAt, topic, 0, topic.readableBytes())) {
            return null;
        }
        int packetId = packetIdBytes == 0 ? 0 : in.getUnsignedShort(behindTopic);
        boolean hasProperties = from.version5() && in.getByte(frameAt - 1) != 0;
        if (hasProperties || (packetIdBytes > 0 && packetId == 0)) {
            return null;
        }
        byte[] record = records.room(from.serialNumber(), end - frameAt);
        in.getBytes(frameAt, record, record.length - (end - frameAt), end - frameAt);
        return new FramePacket(packetId, record);
    }
}
