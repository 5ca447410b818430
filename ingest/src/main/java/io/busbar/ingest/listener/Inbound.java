package io.busbar.ingest.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Consumer;

/**
 * Hands what a channel decoded to its connection, without the queue of a socket of Vert.x: whether more is read, {@link ReadValve} says.
 * Confined to the channel's event loop.
 */
public final class Inbound extends ChannelInboundHandlerAdapter {

    private final Consumer<Object> connection;

    /** @param connection is to release what it is given */
    public Inbound(Consumer<Object> connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.accept(message);
    }
}
