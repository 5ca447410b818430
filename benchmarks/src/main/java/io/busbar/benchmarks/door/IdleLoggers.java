package io.busbar.benchmarks.door;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Loggers that log in over MQTT and then say nothing. They come from several addresses of loopback, so that neither the ports of one address
 * nor the door's limits for one are used up. Closing closes their connections. Confined to one thread.
 */
public final class IdleLoggers implements AutoCloseable {

    /** The door lets so many log in from one address at once; the kernel has 28,000 ports for it. */
    private static final int PER_ADDRESS = 10_000;

    private static final int FIRST_ADDRESS = 2;
    private static final int LOGGING_IN_AT_ONCE = 32;
    private static final int PROGRESS = 5_000;
    private static final long LIMIT_MINUTES = 5;

    private final Queue<SocketChannel> channels = new ConcurrentLinkedQueue<>();

    private IdleLoggers() {}

    /**
     * Returns when all are logged in.
     *
     * @param first number of the first logger in the fleet
     * @param progress is told now and then how many are
     */
    public static IdleLoggers logIn(DoorServer door, int first, int count, IntConsumer progress) throws IOException {
        IdleLoggers loggers = new IdleLoggers();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Callable<Void> logIns = () -> {
            for (int number = begun.getAndIncrement(); number < count; number = begun.getAndIncrement()) {
                loggers.open(door.mqttPort(), first + number, number / PER_ADDRESS + FIRST_ADDRESS);
                int loggedIn = done.incrementAndGet();
                if (loggedIn % PROGRESS == 0) {
                    progress.accept(loggedIn);
                }
            }
            return null;
        };
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < LOGGING_IN_AT_ONCE; i++) {
            tasks.add(logIns);
        }
        ExecutorService threads = Executors.newFixedThreadPool(LOGGING_IN_AT_ONCE);
        try {
            for (Future<Void> task : threads.invokeAll(tasks, LIMIT_MINUTES, TimeUnit.MINUTES)) {
                if (task.isCancelled()) {
                    throw new IOException("only " + done + " of " + count + " loggers are logged in after "
                            + LIMIT_MINUTES + " minutes");
                }
                task.get();
            }
            return loggers;
        } catch (ExecutionException e) {
            loggers.close();
            throw new IOException("logger " + done + " of " + count + " could not log in: " + e.getCause(), e);
        } catch (InterruptedException e) {
            loggers.close();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while loggers log in").initCause(e);
        } catch (IOException e) {
            loggers.close();
            throw e;
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many the door has not closed. */
    public int connected() throws IOException {
        int connected = 0;
        ByteBuffer unexpected = ByteBuffer.allocate(1);
        for (SocketChannel channel : channels) {
            channel.configureBlocking(false);
            if (channel.read(unexpected.clear()) == 0) {
                connected++;
            }
        }
        return connected;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }

    private void open(int port, int logger, int address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) address}), 0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        new MqttWire(port, DoorFleet.logIn(logger), FrameSupply.of(List.of())).logIn(channel);
    }
}
