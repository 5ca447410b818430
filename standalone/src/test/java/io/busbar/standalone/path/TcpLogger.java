package io.busbar.standalone.path;

import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.dialect.TcpDialect;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/** A logger that is logged in over TCP. Confined to one thread. */
final class TcpLogger implements AutoCloseable {

    private static final int READ_MILLIS = 30_000;

    private final Socket socket;
    private final TcpDialect dialect;
    private final DataInputStream in;
    private final DataOutputStream out;

    private TcpLogger(Socket socket, TcpDialect dialect) throws IOException {
        this.socket = socket;
        this.dialect = dialect;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /** @throws IOException with status and words of the door when it refuses the logger */
    static TcpLogger connect(RunningSystem system, String serialNumber, String key) throws IOException {
        Socket socket = new Socket(system.host(), system.tcpPort());
        try {
            socket.setSoTimeout(READ_MILLIS);
            TcpLogger logger = new TcpLogger(socket, new TcpDialect(serialNumber, key));
            logger.dialect.logIn(logger.in, logger.out);
            return logger;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Does not wait. */
    void send(long number, byte[] frame) throws IOException {
        dialect.write(out, number, frame);
        out.flush();
    }

    /** Returns the number behind the newest frame that is acknowledged. */
    long awaitAcknowledgement(long oldestExpected) throws IOException {
        return dialect.acknowledged(in, oldestExpected);
    }

    void wantCommands() throws IOException {
        dialect.wantCommands(out);
    }

    /** Waits for the next command and says that it is taken. */
    byte[] takeCommand() throws IOException {
        return dialect.takeCommand(in, out);
    }

    void answer(long number, String id, String json) throws IOException {
        dialect.answer(out, number, id, json);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
