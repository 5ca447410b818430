package io.busbar.standalone.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Chooses the TCP port of an embedded server, the same at every start when it can be had. Nothing is reserved: a server that then finds the
 * port taken asks again. Stateless.
 */
public final class LoopbackPort {

    private static final int MAX_PORT = 65_535;

    private LoopbackPort() {}

    /**
     * The wanted port, else the one remembered in {@code file}, else any free one; it is remembered in {@code file}.
     *
     * @param wanted 1 to 65535, or 0 for no wish
     * @throws IOException when the wanted port is taken
     */
    public static int choose(Path file, int wanted) throws IOException {
        int port = wanted > 0 ? wanted : remembered(file);
        if (wanted > 0 && !isFree(wanted)) {
            throw new IOException("port " + wanted + " on 127.0.0.1 is in use: choose another, or 0 for any free one");
        }
        if (port == 0 || !isFree(port)) {
            port = free();
        }
        Files.writeString(file, port + "\n");
        return port;
    }

    /** A port that is free now. */
    public static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    private static int remembered(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file).strip();
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        return port <= MAX_PORT ? port : 0;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Never ::1, whatever the machine prefers. */
    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
