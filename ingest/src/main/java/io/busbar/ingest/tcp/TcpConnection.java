package io.busbar.ingest.tcp;

import io.busbar.frame.FrameRejection;
import io.busbar.ingest.admission.AckQueue;
import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.busbar.ingest.admission.PendingFrame;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.journal.JournalUnavailableException;
import io.busbar.ingest.listener.DoorConnection;
import io.busbar.ingest.listener.Tls;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP client from its hello to its end. One cumulative acknowledgement answers all frames of a sync. Confined to its event loop,
 * except {@link #end}.
 */
final class TcpConnection implements DoorConnection, AckQueue.Sink {

    private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);

    private enum State {
        AWAITING_HELLO,
        LOGGING_IN,
        OPEN,
        CLOSED
    }

    private final NetSocket socket;
    private final Context context;
    private final Admission admission;
    private final Admission.Later later;
    private final DoorMeters meters;
    private final ConnectionLimits limits;
    private final AckQueue acks;
    private final String address;
    private State state = State.AWAITING_HELLO;
    private long lastReceivedNanos = System.nanoTime();
    private String serialNumber = "";
    private Buffer input = Buffer.buffer();
    private Buffer answers = Buffer.buffer();
    private @Nullable PendingFrame lastAnswered;
    private boolean numbered;
    private int nextNumber;
    private boolean paused;
    private boolean quiet;

    TcpConnection(
            NetSocket socket,
            Context context,
            Admission admission,
            Admission.Later later,
            DoorMeters meters,
            ConnectionLimits limits) {
        this.socket = socket;
        this.context = context;
        this.admission = admission;
        this.later = later;
        this.meters = meters;
        this.limits = limits;
        this.acks = new AckQueue(task -> context.runOnContext(go -> task.run()), this, meters);
        this.address = socket.remoteAddress().hostAddress();
    }

    void handle(Buffer received) {
        lastReceivedNanos = System.nanoTime();
        if (state == State.CLOSED) {
            return;
        }
        input = input.length() == 0 ? received : input.appendBuffer(received);
        try {
            read();
        } catch (RuntimeException e) {
            log.warn("closing the connection from {}: a message could not be handled", address, e);
            close();
        }
    }

    private void read() {
        if (state == State.AWAITING_HELLO) {
            hello();
        }
        if (state == State.OPEN) {
            messages();
        }
    }

    private void hello() {
        int magicBytes = Math.min(input.length(), TcpProtocol.MAGIC_BYTES);
        for (int i = 0; i < magicBytes; i++) {
            if (input.getByte(i) != (byte) (TcpProtocol.MAGIC >>> (8 * i))) {
                meters.unreadable(Transport.TCP);
                socket.write(TcpProtocol.welcome(TcpProtocol.STATUS_BAD_HELLO, System.currentTimeMillis()));
                close();
                return;
            }
        }
        int nameEnd = textEnd(TcpProtocol.MAGIC_BYTES);
        int keyEnd = nameEnd < 0 ? -1 : textEnd(nameEnd);
        if (keyEnd < 0) {
            return;
        }
        serialNumber = new String(input.getBytes(TcpProtocol.MAGIC_BYTES + 1, nameEnd), StandardCharsets.UTF_8);
        byte[] key = input.getBytes(nameEnd + 1, keyEnd);
        input = input.getBuffer(keyEnd, input.length());
        state = State.LOGGING_IN;
        socket.pause();
        admission.logIn(serialNumber, Tls.commonName(socket), key, later, verdict -> {
            if (state == State.LOGGING_IN) {
                loggedIn(verdict, key);
            }
        });
    }

    /** Behind a text with its length in the first byte; -1 while it is incomplete. */
    private int textEnd(int start) {
        if (input.length() <= start) {
            return -1;
        }
        int end = start + 1 + input.getUnsignedByte(start);
        return end <= input.length() ? end : -1;
    }

    private void loggedIn(Verdict verdict, byte[] key) {
        socket.write(TcpProtocol.welcome(TcpProtocol.status(verdict), System.currentTimeMillis()));
        if (verdict != Verdict.ADMITTED) {
            admission.refusedLogIn(Transport.TCP, address, serialNumber, verdict);
            close();
            return;
        }
        state = State.OPEN;
        admission.enter(serialNumber, key, this);
        handle(Buffer.buffer());
        if (!paused && !quiet) {
            socket.resume();
        }
    }

    private void messages() {
        int position = 0;
        while (state == State.OPEN && input.length() - position >= TcpProtocol.LENGTH_BYTES) {
            long length = input.getUnsignedIntLE(position);
            if (length < TcpProtocol.MESSAGE_HEADER_BYTES) {
                fail(
                        TcpProtocol.Ending.MALFORMED,
                        "message length=" + length + ", at least " + TcpProtocol.MESSAGE_HEADER_BYTES);
                return;
            }
            if (length > TcpProtocol.MAX_MESSAGE_BYTES) {
                String detail = "message length=" + length + ", limit=" + TcpProtocol.MAX_MESSAGE_BYTES;
                admission.oversized(Transport.TCP, address, serialNumber, detail);
                fail(TcpProtocol.Ending.TOO_LARGE, detail);
                return;
            }
            int start = position + TcpProtocol.LENGTH_BYTES;
            int end = start + (int) length;
            if (end > input.length()) {
                break;
            }
            message(start, end);
            position = end;
        }
        if (state == State.OPEN && position > 0) {
            // A copy, so that what was read does not stay for a few bytes behind it.
            input = input.getBuffer(position, input.length());
        }
        if (state == State.OPEN && !paused && limits.reached(acks)) {
            paused = true;
            socket.pause();
        }
    }

    private void message(int start, int end) {
        int type = input.getUnsignedByte(start);
        int number = input.getIntLE(start + 1);
        if (type != TcpProtocol.TYPE_BINARY && type != TcpProtocol.TYPE_JSON) {
            fail(TcpProtocol.Ending.MALFORMED, "message type=" + type + ", allowed are 1 and 2");
        } else if (numbered && number != nextNumber) {
            fail(
                    TcpProtocol.Ending.WRONG_NUMBER,
                    "message number=" + Integer.toUnsignedString(number) + ", expected "
                            + Integer.toUnsignedString(nextNumber));
        } else {
            numbered = true;
            nextNumber = number + 1;
            admission.frame(
                    type == TcpProtocol.TYPE_JSON ? Transport.TCP_JSON : Transport.TCP,
                    serialNumber,
                    input.getBytes(start + TcpProtocol.MESSAGE_HEADER_BYTES, end),
                    number,
                    acks);
        }
    }

    @Override
    public void acknowledge(PendingFrame frame) {
        FrameRejection rejection = frame.rejection();
        if (rejection != null) {
            TcpProtocol.appendRejection(answers, frame.number(), rejection);
        }
        lastAnswered = frame;
    }

    @Override
    public void unavailable(PendingFrame frame, JournalUnavailableException cause) {
        flush();
        fail(TcpProtocol.Ending.UNAVAILABLE, String.valueOf(cause.getMessage()));
    }

    @Override
    public void flush() {
        if (state != State.OPEN || lastAnswered == null) {
            return;
        }
        TcpProtocol.appendAck(answers, lastAnswered.number(), System.currentTimeMillis());
        lastAnswered = null;
        socket.write(answers);
        answers = Buffer.buffer();
        if (socket.writeQueueFull()) {
            log.info("closing the connection from {}: it does not read its acknowledgements", address);
            close();
        } else if (paused && !quiet && limits.relieved(acks)) {
            paused = false;
            lastReceivedNanos = System.nanoTime();
            socket.resume();
        }
    }

    /** Closes what has timed out. */
    @Override
    public void look(long nowNanos) {
        long silentNanos = nowNanos - lastReceivedNanos;
        if (state == State.AWAITING_HELLO && silentNanos > limits.logInTimeout().toNanos()) {
            close();
        } else if (state == State.OPEN
                && !paused
                && !quiet
                && silentNanos > limits.tcpIdleTimeout().toNanos()) {
            fail(
                    TcpProtocol.Ending.IDLE,
                    "no message for " + limits.tcpIdleTimeout().toSeconds() + " s");
        }
    }

    /** No more is read; what was read is still acknowledged. */
    @Override
    public void quiesce() {
        quiet = true;
        socket.pause();
    }

    @Override
    public void end(End end) {
        Runnable ending = () -> {
            switch (end) {
                case TAKEN_OVER -> fail(TcpProtocol.Ending.TAKEN_OVER, "the logger connected again");
                case REVOKED -> fail(TcpProtocol.Ending.REVOKED, "the logger may not send any more");
                case CLOSING -> fail(TcpProtocol.Ending.CLOSING, "the door is closing");
            }
        };
        if (Context.isOnEventLoopThread() && context.equals(Vertx.currentContext())) {
            ending.run();
        } else {
            context.runOnContext(go -> ending.run());
        }
    }

    private void fail(TcpProtocol.Ending error, String text) {
        if (state == State.OPEN) {
            socket.write(TcpProtocol.error(error, text));
        }
        close();
    }

    private void close() {
        closed();
        socket.close();
    }

    /** The socket is closed, by whomever. */
    @Override
    public void closed() {
        if (state == State.OPEN) {
            admission.leave(serialNumber, this);
        }
        state = State.CLOSED;
        input = Buffer.buffer();
    }
}
