package io.busbar.ingest.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import org.jspecify.annotations.Nullable;

/**
 * What goes to a client, in order. The acknowledgements of a group gather in one buffer, four bytes each, and leave in one write.
 * Confined to the connection's event loop.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // The void promise reports failures to the pipeline, which closes the channel.
final class Outbound {

    /** Fixed header of a PUBACK whose variable header is the packet identifier alone: success in both versions. */
    private static final int PUBACK_HEADER = MqttMessageType.PUBACK.value() << 12 | 2;

    private static final int INITIAL_BYTES = 256;

    private final ChannelHandlerContext channel;
    private @Nullable ByteBuf acknowledgements;

    Outbound(ChannelHandlerContext channel) {
        this.channel = channel;
    }

    /** Leaves with the next flush. */
    void acknowledge(int packetId) {
        if (acknowledgements == null) {
            acknowledgements = channel.alloc().buffer(INITIAL_BYTES);
        }
        acknowledgements.writeShort(PUBACK_HEADER).writeShort(packetId);
    }

    /** Leaves with the next flush. */
    void write(MqttMessage packet) {
        writeAcknowledgements();
        channel.write(packet, channel.voidPromise());
    }

    void flush() {
        writeAcknowledgements();
        channel.flush();
    }

    void writeAndFlush(MqttMessage packet) {
        write(packet);
        channel.flush();
    }

    /** The client does not read what it is sent. */
    boolean overfull() {
        return !channel.channel().isWritable();
    }

    void release() {
        if (acknowledgements != null) {
            acknowledgements.release();
            acknowledgements = null;
        }
    }

    private void writeAcknowledgements() {
        if (acknowledgements != null) {
            channel.write(acknowledgements, channel.voidPromise());
            acknowledgements = null;
        }
    }
}
