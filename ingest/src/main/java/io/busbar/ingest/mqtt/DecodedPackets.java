package io.busbar.ingest.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts what Netty's codec makes of packets: one message of each, as soon as it has all of the packet. Confined to the connection's event loop.
 */
final class DecodedPackets extends ChannelInboundHandlerAdapter {

    private long count;

    long count() {
        return count;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FramePacket)) {
            count++;
        }
        context.fireChannelRead(message);
    }
}
