package io.busbar.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;

/** A client that sends whatever bytes it likes. Confined to its thread. */
public final class RawSocket implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;

    public RawSocket(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Spaces are for the reader. */
    public void sendHex(String hex) throws IOException {
        send(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    public byte[] receive(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    public String receiveHex(int count) throws IOException {
        return HexFormat.of().formatHex(receive(count));
    }

    /** What comes until the other side closes; a reset is an end too. */
    public byte[] receiveAll() {
        try (InputStream in = socket.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException reset) {
            return new byte[0];
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
