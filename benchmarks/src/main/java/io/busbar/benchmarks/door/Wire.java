package io.busbar.benchmarks.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** How one logger speaks to a door: its log-in, its messages of a frame each, and what acknowledges them. Confined to one thread. */
public interface Wire {

    /** Of the door, on loopback. */
    int port();

    /** Logs in over a channel that still blocks. */
    void logIn(SocketChannel channel) throws IOException;

    /** The longest message. */
    int maxMessageBytes();

    /**
     * Appends the message with this number, counted from 0.
     *
     * @param dueNanos when it is to be sent, by {@link System#nanoTime}
     */
    void put(long number, long dueNanos, ByteBuffer to);

    /**
     * Takes whole acknowledgements off the buffer and leaves the rest of one.
     *
     * @return how many further messages, in the order of sending, are acknowledged
     * @throws IOException when the door refused one
     */
    int acknowledged(ByteBuffer from) throws IOException;
}
