package io.busbar.benchmarks.door;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Loggers on sockets of their own, all on one thread: as fast as a window of unacknowledged messages allows, or at a fixed rate whatever comes
 * back. What was sent is acknowledged when a run is over. Confined to one thread.
 */
public final class DoorLoad {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;
    private static final int IN_BYTES = 1 << 14;
    private static final double NANOS = 1e9;

    private final int connections;
    private final double warmSeconds;
    private final double seconds;

    /**
     * @param warmSeconds sent before anything is counted
     * @param seconds counted
     */
    public DoorLoad(int connections, double warmSeconds, double seconds) {
        this.connections = connections;
        this.warmSeconds = warmSeconds;
        this.seconds = seconds;
    }

    /**
     * What came back. Immutable but for its histogram.
     *
     * @param frames acknowledged while it was counted
     * @param serverCpuSeconds of the server meanwhile
     * @param nanos from when a message was due, or sent, to its acknowledgement
     */
    public record Result(long frames, double wallSeconds, double serverCpuSeconds, Histogram nanos) {

        public double framesPerCpuSecond() {
            return serverCpuSeconds > 0 ? frames / serverCpuSeconds : Double.NaN;
        }

        public double framesPerSecond() {
            return frames / wallSeconds;
        }
    }

    /** Closed loop: {@code window} messages of each logger are under way. */
    public Result asFastAsItGoes(IntFunction<Wire> wires, int window, DoubleSupplier serverCpu) throws IOException {
        return run(wires, window, 0, serverCpu);
    }

    /** Open loop: so many frames a second of all loggers together, of each up to {@code window} messages under way. */
    public Result atRate(IntFunction<Wire> wires, int window, double framesPerSecond, DoubleSupplier serverCpu)
            throws IOException {
        return run(wires, window, framesPerSecond, serverCpu);
    }

    private Result run(IntFunction<Wire> wires, int window, double framesPerSecond, DoubleSupplier serverCpu)
            throws IOException {
        List<Line> lines = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                lines.add(Line.open(selector, wires.apply(i), window));
            }
            return new Run(selector, lines, framesPerSecond).go(serverCpu);
        } finally {
            for (Line line : lines) {
                line.channel.close();
            }
        }
    }

    /** One run. Confined to one thread. */
    private final class Run {

        private final Selector selector;
        private final List<Line> lines;
        private final boolean isOpenLoop;
        private final double nanosPerMessage;
        private final Histogram times = new Histogram(LONGEST_NANOS, DIGITS);
        private boolean isCounting;
        private long frames;
        private double due;
        private int next;

        Run(Selector selector, List<Line> lines, double framesPerSecond) {
            this.selector = selector;
            this.lines = lines;
            this.isOpenLoop = framesPerSecond > 0;
            this.nanosPerMessage = isOpenLoop ? NANOS / framesPerSecond : Double.NaN;
        }

        Result go(DoubleSupplier serverCpu) throws IOException {
            due = System.nanoTime();
            until(System.nanoTime() + (long) (warmSeconds * NANOS));
            isCounting = true;
            double cpuBefore = serverCpu.getAsDouble();
            long begun = System.nanoTime();
            until(begun + (long) (seconds * NANOS));
            isCounting = false;
            double wallSeconds = (System.nanoTime() - begun) / NANOS;
            Result result = new Result(frames, wallSeconds, serverCpu.getAsDouble() - cpuBefore, times);
            drain();
            return result;
        }

        private void drain() throws IOException {
            long deadline = System.nanoTime() + LONGEST_NANOS;
            while (lines.stream().anyMatch(Line::isWaiting)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("frames are still not acknowledged, a minute after the last was sent");
                }
                for (Line line : lines) {
                    line.flush();
                }
                exchange();
            }
        }

        private void until(long endNanos) throws IOException {
            for (long now = System.nanoTime(); now < endNanos; now = System.nanoTime()) {
                if (isOpenLoop) {
                    sendDue(now);
                } else {
                    for (Line line : lines) {
                        line.fill(now);
                    }
                }
                exchange();
            }
        }

        private void exchange() throws IOException {
            if (selector.select(1) == 0) {
                return;
            }
            long now = System.nanoTime();
            for (SelectionKey key : selector.selectedKeys()) {
                Line line = (Line) key.attachment();
                if (key.isWritable()) {
                    line.flush();
                }
                if (key.isReadable()) {
                    take(line, now);
                }
            }
            selector.selectedKeys().clear();
        }

        /** A logger whose window is full is passed over; when all are, what is due waits, and its waiting counts. */
        private void sendDue(long now) throws IOException {
            int passedOver = 0;
            while (due <= now && passedOver < lines.size()) {
                Line line = lines.get(next);
                next = (next + 1) % lines.size();
                if (line.isFull()) {
                    passedOver++;
                    continue;
                }
                passedOver = 0;
                line.put((long) due);
                due += nanosPerMessage;
            }
            for (Line line : lines) {
                line.flush();
            }
        }

        private void take(Line line, long now) throws IOException {
            int messages = line.read();
            for (int i = 0; i < messages; i++) {
                long sentAt = line.acknowledge();
                if (isCounting) {
                    times.recordValue(Math.min(LONGEST_NANOS, Math.max(0, now - sentAt)));
                    frames++;
                }
            }
        }
    }

    /** One logger on its socket. Confined to one thread. */
    private static final class Line {

        private final SocketChannel channel;
        private final SelectionKey key;
        private final Wire wire;
        private final long[] sentAtNanos;
        private final ByteBuffer out;
        private final ByteBuffer in = ByteBuffer.allocateDirect(IN_BYTES);
        private long sent;
        private long acknowledged;

        private Line(SocketChannel channel, SelectionKey key, Wire wire, int window) {
            this.channel = channel;
            this.key = key;
            this.wire = wire;
            this.sentAtNanos = new long[window];
            this.out = ByteBuffer.allocateDirect(window * wire.maxMessageBytes());
        }

        static Line open(Selector selector, Wire wire, int window) throws IOException {
            SocketChannel channel =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), wire.port()));
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                wire.logIn(channel);
                channel.configureBlocking(false);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                Line line = new Line(channel, key, wire, window);
                key.attach(line);
                return line;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }

        boolean isFull() {
            return sent - acknowledged == sentAtNanos.length || out.remaining() < wire.maxMessageBytes();
        }

        boolean isWaiting() {
            return sent > acknowledged;
        }

        void put(long sentAt) {
            sentAtNanos[(int) (sent % sentAtNanos.length)] = sentAt;
            wire.put(sent++, sentAt, out);
        }

        void fill(long now) throws IOException {
            while (!isFull()) {
                put(now);
            }
            flush();
        }

        void flush() throws IOException {
            if (out.position() == 0) {
                return;
            }
            out.flip();
            channel.write(out);
            out.compact();
            key.interestOps(out.position() == 0 ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }

        int read() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("the door closed the connection after " + acknowledged + " acknowledgements");
            }
            in.flip();
            int messages = wire.acknowledged(in);
            in.compact();
            return messages;
        }

        long acknowledge() {
            return sentAtNanos[(int) (acknowledged++ % sentAtNanos.length)];
        }
    }
}
