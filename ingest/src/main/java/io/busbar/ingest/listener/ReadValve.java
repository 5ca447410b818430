package io.busbar.ingest.listener;

import io.netty.channel.ChannelConfig;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.EnumSet;
import java.util.Set;

/** Whether a socket is read: only while there is no reason against it. Confined to the connection's event loop. */
public final class ReadValve {

    private final ChannelConfig channel;
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    private boolean released;

    /** Why a socket is not read. */
    public enum Reason {
        /** Who it is has not been decided yet. */
        LOG_IN,

        /** Enough of its frames wait for the disk. */
        BACKLOG,

        /** It sent more than its share. */
        RATE,

        /** The door is closing. */
        DRAINING
    }

    public ReadValve(NetSocket socket) {
        this.channel =
                ((NetSocketInternal) socket).channelHandlerContext().channel().config();
    }

    public void shut(Reason reason) {
        if (!released) {
            reasons.add(reason);
            channel.setAutoRead(false);
        }
    }

    public void open(Reason reason) {
        if (reasons.remove(reason) && reasons.isEmpty()) {
            channel.setAutoRead(true);
        }
    }

    public boolean isOpen() {
        return reasons.isEmpty();
    }

    public boolean isShutBy(Reason reason) {
        return reasons.contains(reason);
    }

    /** For a connection that ends: what comes is thrown away, and the end of the stream is seen. */
    public void release() {
        released = true;
        reasons.clear();
        channel.setAutoRead(true);
    }
}
