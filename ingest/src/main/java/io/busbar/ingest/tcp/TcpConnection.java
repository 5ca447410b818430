package io.busbar.ingest.tcp;

import io.busbar.fleet.ScramVerifier;
import io.busbar.ingest.admission.ConnectionEnd;
import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.listener.DoorConnection;
import io.busbar.ingest.listener.Linger;
import io.busbar.ingest.listener.ReadValve;
import io.busbar.ingest.listener.Tls;
import io.busbar.topic.LoggerRegistration;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TCP client from its hello to its end. Confined to its event loop, except {@link #end}. */
final class TcpConnection implements DoorConnection, TcpLink {

    private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);

    private enum State {
        AWAITING_HELLO,
        LOOKING_UP,
        AWAITING_PROOF,
        OPEN,
        CLOSED
    }

    private final NetSocket socket;
    private final Context context;
    private final TcpDoor door;
    private final ReadValve valve;
    private final String address;
    private final long connectedNanos = System.nanoTime();
    private State state = State.AWAITING_HELLO;
    private long lastReceivedNanos = connectedNanos;

    /** When the first byte of the message came that is not complete yet. */
    private long messageBeganNanos = connectedNanos;

    private Buffer input = Buffer.buffer();
    private String serialNumber = "";
    private @Nullable ScramExchange exchange;
    private @Nullable LoggerRegistration registration;
    private @Nullable TcpIntake intake;

    TcpConnection(NetSocket socket, Context context, TcpDoor door) {
        this.socket = socket;
        this.context = context;
        this.door = door;
        this.valve = new ReadValve(socket);
        this.address = socket.remoteAddress().hostAddress();
    }

    void handle(Buffer received) {
        lastReceivedNanos = System.nanoTime();
        if (state == State.CLOSED) {
            return;
        }
        if (input.length() == 0) {
            messageBeganNanos = lastReceivedNanos;
        }
        input = input.length() == 0 ? received : input.appendBuffer(received);
        try {
            read();
        } catch (RuntimeException e) {
            log.warn("closing the connection from {}: a message could not be handled", address, e);
            close(ConnectionEnd.PROTOCOL);
        }
    }

    private void read() {
        if (state == State.AWAITING_HELLO) {
            hello();
        }
        if (state == State.AWAITING_PROOF) {
            proof();
        }
        if (state == State.OPEN) {
            Buffer rest = Objects.requireNonNull(intake).take(input);
            if (rest.length() < input.length()) {
                messageBeganNanos = lastReceivedNanos;
            }
            input = state == State.OPEN ? rest : Buffer.buffer();
        }
    }

    private void hello() {
        if (!TcpProtocol.mayBeginWithMagic(input)) {
            door.meters().unreadable(Transport.TCP);
            refuse(TcpProtocol.STATUS_BAD_HELLO, "no hello of this protocol: expected BSB2");
            return;
        }
        @Nullable String first = text(TcpProtocol.MAGIC_BYTES);
        if (first == null) {
            return;
        }
        ScramExchange begun = ScramExchange.begin(first);
        if (begun == null) {
            door.meters().unreadable(Transport.TCP);
            refuse(TcpProtocol.STATUS_BAD_HELLO, "no first message of SCRAM-SHA-256: expected n,,n=SERIAL,r=NONCE");
            return;
        }
        exchange = begun;
        serialNumber = begun.userName();
        state = State.LOOKING_UP;
        valve.shut(ReadValve.Reason.LOG_IN);
        door.admission()
                .lookUp(
                        serialNumber,
                        address,
                        Tls.commonName(socket),
                        door.later(),
                        (verdict, found) -> lookedUp(verdict, found, begun));
    }

    private void lookedUp(Verdict verdict, @Nullable LoggerRegistration found, ScramExchange begun) {
        if (state != State.LOOKING_UP) {
            return;
        }
        @Nullable ScramVerifier verifier = found == null ? null : found.scram();
        if (verdict != Verdict.ADMITTED || verifier == null) {
            refuse(verdict == Verdict.ADMITTED ? Verdict.NO_VERIFIER : verdict);
            return;
        }
        registration = found;
        socket.write(
                TcpProtocol.challenge(begun.challenge(verifier, door.nonces().get())));
        state = State.AWAITING_PROOF;
        valve.open(ReadValve.Reason.LOG_IN);
        read();
    }

    private void proof() {
        @Nullable String last = text(0);
        if (last == null) {
            return;
        }
        ScramExchange begun = Objects.requireNonNull(exchange);
        if (!begun.accepts(last)) {
            refuse(Verdict.BAD_KEY);
            return;
        }
        state = State.OPEN;
        intake =
                new TcpIntake(door, serialNumber, address, task -> context.runOnContext(go -> task.run()), valve, this);
        socket.write(TcpProtocol.welcome(TcpProtocol.STATUS_ADMITTED, System.currentTimeMillis(), begun.signature()));
        door.admission().enter(Objects.requireNonNull(registration), this);
    }

    /** A text behind its length, taken out of the input; null while it is incomplete or when the connection was ended over it. */
    private @Nullable String text(int start) {
        if (input.length() < start + 2) {
            return null;
        }
        int end = start + 2 + input.getUnsignedShortLE(start);
        if (end - start > TcpProtocol.MAX_SCRAM_BYTES) {
            door.meters().unreadable(Transport.TCP);
            refuse(
                    TcpProtocol.STATUS_BAD_HELLO,
                    "a log-in message of more than " + TcpProtocol.MAX_SCRAM_BYTES + " bytes");
            return null;
        }
        if (end > input.length()) {
            return null;
        }
        String text = new String(input.getBytes(start + 2, end), StandardCharsets.UTF_8);
        input = input.getBuffer(end, input.length());
        return text;
    }

    private void refuse(Verdict verdict) {
        door.admission().refusedLogIn(Transport.TCP, address, serialNumber, verdict);
        refuse(TcpProtocol.status(verdict), verdict.explain(serialNumber));
    }

    private void refuse(int status, String why) {
        socket.write(TcpProtocol.welcome(status, System.currentTimeMillis(), why));
        close(ConnectionEnd.REFUSED);
    }

    /** Closes what has timed out. */
    @Override
    public void look(long nowNanos) {
        if (state != State.OPEN) {
            if (nowNanos - connectedNanos > door.limits().logInTimeout().toNanos()) {
                close(ConnectionEnd.TIMED_OUT);
            }
        } else if (valve.isOpen()) {
            if (nowNanos - lastReceivedNanos > door.limits().tcpIdleTimeout().toNanos()) {
                fail(
                        TcpProtocol.Ending.IDLE,
                        "no message for " + door.limits().tcpIdleTimeout().toSeconds() + " s",
                        ConnectionEnd.TIMED_OUT);
            } else if (input.length() > 0
                    && nowNanos - messageBeganNanos
                            > door.limits().messageTimeout().toNanos()) {
                fail(
                        TcpProtocol.Ending.IDLE,
                        "a message is not complete after "
                                + door.limits().messageTimeout().toSeconds() + " s",
                        ConnectionEnd.TIMED_OUT);
            }
        }
    }

    /** No more is read; what was read is still acknowledged. */
    @Override
    public void quiesce() {
        valve.shut(ReadValve.Reason.DRAINING);
    }

    @Override
    public void end(End end) {
        Runnable ending = () -> {
            switch (end) {
                case TAKEN_OVER ->
                    fail(TcpProtocol.Ending.TAKEN_OVER, "the logger connected again", ConnectionEnd.TAKEN_OVER);
                case REVOKED ->
                    fail(TcpProtocol.Ending.REVOKED, "the logger may not send any more", ConnectionEnd.REVOKED);
                case CLOSING -> fail(TcpProtocol.Ending.CLOSING, "the door is closing", ConnectionEnd.CLOSING);
            }
        };
        if (Context.isOnEventLoopThread() && context.equals(Vertx.currentContext())) {
            ending.run();
        } else {
            context.runOnContext(go -> ending.run());
        }
    }

    @Override
    public void write(Buffer answer) {
        socket.write(answer);
        if (socket.writeQueueFull()) {
            close(ConnectionEnd.SLOW_READER);
        }
    }

    @Override
    public void send(Buffer command) {
        socket.write(command);
    }

    @Override
    public void fail(TcpProtocol.Ending error, String text, ConnectionEnd how) {
        if (state == State.OPEN) {
            socket.write(TcpProtocol.error(error, text));
        }
        close(how);
    }

    @Override
    public void close(ConnectionEnd how) {
        if (state != State.CLOSED) {
            leave(how);
            valve.release();
            Linger.close(socket, door.later());
        }
    }

    /** The socket is closed, by whomever. */
    @Override
    public void closed() {
        if (state != State.CLOSED) {
            // The protocol has no good-bye: between two messages is one.
            leave(state == State.OPEN && input.length() == 0 ? ConnectionEnd.CLEAN : ConnectionEnd.LOST);
        }
    }

    private void leave(ConnectionEnd how) {
        state = State.CLOSED;
        door.meters().ended(Transport.TCP, how);
        door.admission().leave(serialNumber, this);
        if (intake != null) {
            intake.end();
        }
        input = Buffer.buffer();
    }
}
