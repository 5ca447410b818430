package io.busbar.standalone.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands before a database server and can stand still: connections stay open, nothing comes through. Safe for concurrent use. */
final class StallingProxy implements AutoCloseable {

    private final URI server;
    private final ServerSocket door;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition goesOn = lock.newCondition();
    private boolean stalled;

    private StallingProxy(URI server, ServerSocket door) {
        this.server = server;
        this.door = door;
    }

    static StallingProxy before(String jdbcUrl) throws IOException {
        StallingProxy proxy = new StallingProxy(
                URI.create(jdbcUrl.replaceFirst("^jdbc:", "")),
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        run(proxy::accept);
        return proxy;
    }

    String jdbcUrl() {
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        return "jdbc:postgresql://127.0.0.1:" + door.getLocalPort() + server.getRawPath() + query;
    }

    void stall() {
        lock.lock();
        try {
            stalled = true;
        } finally {
            lock.unlock();
        }
    }

    void goOn() {
        lock.lock();
        try {
            stalled = false;
            goesOn.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        goOn();
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            Socket behind = new Socket(server.getHost(), server.getPort());
            open.add(client);
            open.add(behind);
            run(() -> pass(client, behind));
            run(() -> pass(behind, client));
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            byte[] bytes = new byte[8192];
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                awaitGoingOn();
                out.write(bytes, 0, read);
            }
        }
    }

    private void awaitGoingOn() {
        lock.lock();
        try {
            while (stalled) {
                goesOn.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // the connection has ended, or all have
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** What a thread does. */
    private interface Work {
        void run() throws IOException;
    }
}
