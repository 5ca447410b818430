package io.busbar.ingest.listener;

import io.busbar.ingest.admission.Admission;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * Closes a connection so that the client reads what it was told last. Closing a socket that still has unread bytes makes the kernel
 * reset the connection, and a reset takes back answers that are on their way. So the door says that it is done, throws away what still
 * comes, and closes when the client has closed or a second has passed. Stateless.
 */
public final class Linger {

    static final long MILLIS = 1_000;

    private Linger() {}

    /** What was written before is sent. The socket must be read, by somebody who throws away what comes. */
    public static void close(NetSocket socket, Admission.Later later) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        if (socket.isSsl() || !(channel instanceof DuplexChannel duplex) || !channel.isActive()) {
            // TLS says good-bye by itself.
            socket.close();
            return;
        }
        // Behind all that was written; a client that reads nothing is not waited for.
        socket.write(Buffer.buffer()).onComplete(written -> {
            ChannelFuture unused = duplex.shutdownOutput();
        });
        later.run(MILLIS, socket::close);
    }
}
