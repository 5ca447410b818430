package io.busbar.benchmarks.door;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Answers every CONNECT and every PUBLISH of QoS 1 and looks at nothing else, on a thread of its own: what a sender can do at most. */
final class NullDoor implements AutoCloseable {

    private static final int CONNECT = 1;
    private static final int IN_BYTES = 1 << 17;
    private static final int OUT_BYTES = 1 << 13;
    private static final byte[] CONNACK = {0x20, 2, 0, 0};

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Thread thread;

    private NullDoor(Selector selector, ServerSocketChannel server) {
        this.selector = selector;
        this.server = server;
        this.thread = new Thread(this::run, "null-door");
    }

    static NullDoor open() throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        NullDoor door = new NullDoor(selector, server);
        door.thread.start();
        return door;
    }

    int port() {
        return server.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        selector.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (server.isOpen()) {
                selector.select(key -> {
                    try {
                        serve(key);
                    } catch (IOException e) {
                        key.cancel();
                    }
                });
            }
        } catch (IOException | ClosedSelectorException e) {
            // closed
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            SocketChannel accepted = server.accept();
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(IN_BYTES));
            return;
        }
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer in = (ByteBuffer) key.attachment();
        if (channel.read(in) < 0) {
            channel.close();
            return;
        }
        in.flip();
        ByteBuffer answers = ByteBuffer.allocate(OUT_BYTES);
        while (answer(in, answers)) {
            // one packet after the other
        }
        in.compact();
        answers.flip();
        while (answers.hasRemaining()) {
            channel.write(answers);
        }
    }

    /** False when the next packet is not there as a whole. */
    private static boolean answer(ByteBuffer in, ByteBuffer answers) {
        in.mark();
        if (in.remaining() < 2) {
            return false;
        }
        int type = in.get() >> 4;
        int length = 0;
        int shift = 0;
        int digit;
        do {
            if (!in.hasRemaining()) {
                in.reset();
                return false;
            }
            digit = in.get();
            length |= (digit & 127) << shift;
            shift += 7;
        } while (digit < 0);
        if (in.remaining() < length) {
            in.reset();
            return false;
        }
        int body = in.position();
        if (type == CONNECT) {
            answers.put(CONNACK);
        } else {
            int identifierAt = body + Short.BYTES + in.getShort(body);
            answers.put((byte) 0x40).put((byte) 2).putShort(in.getShort(identifierAt));
        }
        in.position(body + length);
        return true;
    }
}
