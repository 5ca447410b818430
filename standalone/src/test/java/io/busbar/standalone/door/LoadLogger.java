package io.busbar.standalone.door;

import io.busbar.standalone.dialect.Dialect;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A logger that sends as fast as a window of unacknowledged frames allows, remembers what was acknowledged, and sends the rest again over a
 * new connection when the door is gone. Has a thread of its own; its figures may be read by any.
 */
final class LoadLogger implements Runnable {

    private static final int CONNECT_MILLIS = 2_000;

    /** A broker that is away, or a disk that is slow, does not hold up an acknowledgement for so long. */
    private static final int READ_MILLIS = 30_000;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int BUFFER_BYTES = 1 << 16;

    private final String serialNumber;
    private final Dialect dialect;
    private final int port;
    private final int window;
    private final Thread thread;

    private volatile boolean ending;
    private volatile boolean abandoned;
    private volatile int logIns;

    /** Frames with a smaller number are acknowledged. */
    private volatile long acknowledged;

    /** Frames with a smaller number were sent at least once. */
    private volatile long sent;

    private volatile @Nullable IOException lastEnd;
    private volatile @Nullable RuntimeException failure;

    LoadLogger(String serialNumber, Dialect dialect, int port, int window) {
        this.serialNumber = serialNumber;
        this.dialect = dialect;
        this.port = port;
        this.window = window;
        this.thread = new Thread(this, serialNumber);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        while (!isDone()) {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(READ_MILLIS);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                send(socket);
            } catch (IOException e) {
                lastEnd = e;
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (RuntimeException e) {
                failure = e;
                return;
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread alone
    private void send(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
        dialect.logIn(in, out);
        logIns++;
        long next = acknowledged;
        while (!isDone()) {
            while (next < acknowledged + window && (!ending || next < sent)) {
                dialect.write(out, next, NumberedFrames.encode(serialNumber, next));
                next++;
                sent = Math.max(sent, next);
            }
            out.flush();
            acknowledged = dialect.acknowledged(in, acknowledged);
            while (in.available() > 0 && acknowledged < next) {
                acknowledged = dialect.acknowledged(in, acknowledged);
            }
        }
    }

    private boolean isDone() {
        return abandoned || (ending && acknowledged == sent);
    }

    String serialNumber() {
        return serialNumber;
    }

    int logIns() {
        return logIns;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Why the last connection ended; null when none has. */
    @Nullable
    IOException lastEnd() {
        return lastEnd;
    }

    /** Throws when the door did what no door may do. */
    void requireSound() {
        if (failure != null) {
            throw new IllegalStateException("logger " + serialNumber + " was told nonsense", failure);
        }
    }

    /** Sends nothing new; the thread ends when everything that was ever sent is acknowledged. */
    void end() {
        ending = true;
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    /** Ends with its connection, whatever is acknowledged. */
    void abandon() {
        abandoned = true;
    }
}
