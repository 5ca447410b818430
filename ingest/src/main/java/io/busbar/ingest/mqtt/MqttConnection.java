package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.ConnectionEnd;
import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.listener.DoorConnection;
import io.busbar.ingest.listener.Linger;
import io.busbar.ingest.listener.ReadValve;
import io.busbar.ingest.listener.Tls;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.internal.net.NetSocketInternal;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One MQTT client from its CONNECT to its end. Confined to its event loop, except {@link #end}. */
final class MqttConnection implements DoorConnection, Link {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private enum State {
        AWAITING_CONNECT,
        LOGGING_IN,
        OPEN,
        CLOSED
    }

    private final MqttDoor door;
    private final NetSocketInternal socket;
    private final EventExecutor eventLoop;
    private final PacketCutter cutter;
    private final Outbound outbound;
    private final ReadValve valve;
    private final String address;
    private final @Nullable String certifiedName;

    /** Sent behind the CONNECT without waiting for its answer; not more than one read brought. */
    private final Queue<Object> early = new ArrayDeque<>();

    private State state = State.AWAITING_CONNECT;
    private long lastReceivedNanos = System.nanoTime();
    private ClientTerms client = ClientTerms.UNKNOWN;
    private @Nullable FrameIntake intake;
    private @Nullable Subscriptions subscriptions;
    private @Nullable MqttSession session;
    private @Nullable Downlink downlink;

    MqttConnection(NetSocketInternal socket, MqttDoor door, PacketCutter cutter) {
        this.socket = socket;
        this.door = door;
        this.cutter = cutter;
        this.eventLoop = socket.channelHandlerContext().executor();
        this.outbound = new Outbound(socket.channelHandlerContext());
        this.valve = new ReadValve(socket);
        this.address = socket.remoteAddress().hostAddress();
        this.certifiedName = Tls.commonName(socket);
    }

    void handle(Object message) {
        lastReceivedNanos = System.nanoTime();
        if (state == State.LOGGING_IN) {
            early.add(message);
            return;
        }
        try {
            if (state == State.OPEN && message instanceof FramePacket frame) {
                Objects.requireNonNull(intake).frame(frame);
            } else if (state != State.CLOSED && message instanceof MqttMessage packet) {
                dispatch(packet);
            }
        } catch (RuntimeException e) {
            log.warn("closing the connection from {}: a packet could not be handled", address, e);
            disconnect(Disconnect.UNSPECIFIED_ERROR, "the packet could not be handled: " + e, ConnectionEnd.PROTOCOL);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void dispatch(MqttMessage packet) {
        if (packet.decoderResult().isFailure()) {
            unreadable(packet.decoderResult().cause());
        } else if (state == State.AWAITING_CONNECT) {
            if (packet instanceof MqttConnectMessage connect) {
                connect(connect);
            } else {
                unreadable(new IllegalStateException("the first packet is no CONNECT"));
            }
        } else if (packet instanceof MqttPublishMessage publish) {
            Objects.requireNonNull(intake).publish(publish);
        } else if (packet instanceof MqttSubscribeMessage subscribe) {
            Objects.requireNonNull(subscriptions).subscribe(subscribe);
            Objects.requireNonNull(downlink).send();
        } else if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
            Objects.requireNonNull(subscriptions).unsubscribe(unsubscribe);
        } else {
            switch (packet.fixedHeader().messageType()) {
                case PINGREQ -> outbound.writeAndFlush(MqttMessage.PINGRESP);
                case PUBACK -> Objects.requireNonNull(downlink).acknowledged(packet);
                case DISCONNECT -> goodBye(packet);
                default ->
                    disconnect(
                            Disconnect.PROTOCOL_ERROR,
                            "unexpected " + packet.fixedHeader().messageType(),
                            ConnectionEnd.PROTOCOL);
            }
        }
    }

    private void connect(MqttConnectMessage connect) {
        client = ClientTerms.of(connect, door.limits().maxKeepAliveSeconds());
        @Nullable ConnectRefusal refusal = ClientTerms.refusal(connect);
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        state = State.LOGGING_IN;
        valve.shut(ReadValve.Reason.LOG_IN);
        byte @Nullable [] password = connect.payload().passwordInBytes();
        byte[] key = password == null ? new byte[0] : password;
        door.admission().logIn(client.userName(), address, certifiedName, key, door.later(), verdict -> {
            if (state == State.LOGGING_IN) {
                loggedIn(verdict, key);
            }
        });
    }

    private void loggedIn(Verdict verdict, byte[] key) {
        if (verdict != Verdict.ADMITTED) {
            door.admission().refusedLogIn(Transport.MQTT, address, client.userName(), verdict);
            refuse(ConnectRefusal.of(verdict, client.version5(), client.userName()));
            return;
        }
        // First, so that an older connection leaves its session to this one.
        door.admission().enter(client.userName(), key, this);
        if (state == State.CLOSED) {
            return;
        }
        state = State.OPEN;
        begin();
        for (Object message = early.poll(); message != null; message = early.poll()) {
            handle(message);
        }
        valve.open(ReadValve.Reason.LOG_IN);
    }

    private void begin() {
        @Nullable MqttSession older = door.sessions().resume(client.userName(), client.clientId(), System.nanoTime());
        boolean resumed = older != null && client.resumes();
        MqttSession mine = resumed && older != null ? older : new MqttSession(client.clientId());
        mine.expireAfter(client.expirySeconds());
        session = mine;
        intake = new FrameIntake(door, client, outbound, valve, this);
        cutter.loggedIn(client);
        subscriptions = new Subscriptions(client, mine, outbound, this);
        Downlink commands = new Downlink(door.commands(), client, mine, eventLoop, outbound);
        downlink = commands;
        outbound.writeAndFlush(Replies.admitted(client, resumed, door.limits().maxPendingFrames()));
        commands.send();
    }

    private void refuse(ConnectRefusal refusal) {
        outbound.writeAndFlush(Replies.refused(client.version5(), refusal));
        close(ConnectionEnd.REFUSED);
    }

    private void unreadable(Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            String detail = "packet longer than " + Replies.MAX_PACKET_BYTES + " bytes";
            door.admission().oversized(Transport.MQTT, address, state == State.OPEN ? client.userName() : null, detail);
            disconnect(Disconnect.PACKET_TOO_LARGE, "too-large: " + detail, ConnectionEnd.PROTOCOL);
            return;
        }
        door.meters().unreadable(Transport.MQTT);
        if (state == State.AWAITING_CONNECT && cause instanceof MqttUnacceptableProtocolVersionException) {
            refuse(new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
                    "allowed are MQTT 3.1.1 and 5"));
        } else if (state == State.AWAITING_CONNECT && cause instanceof MqttIdentifierRejectedException) {
            refuse(new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED, "client identifier not allowed"));
        } else {
            disconnect(Disconnect.MALFORMED_PACKET, "malformed: " + cause.getMessage(), ConnectionEnd.PROTOCOL);
        }
    }

    /** MQTT 5.0 §3.14: the client may change how long its session is kept, but not from nothing. */
    private void goodBye(MqttMessage packet) {
        ConnectionEnd how = ConnectionEnd.CLEAN;
        if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
            if (header.reasonCode() != Disconnect.NORMAL_DISCONNECT.byteValue()) {
                how = ConnectionEnd.LOST;
            }
            Objects.requireNonNull(session).expireInstead(header.properties());
        }
        close(how);
    }

    /** Closes what has timed out. */
    @Override
    public void look(long nowNanos) {
        long silentNanos = nowNanos - lastReceivedNanos;
        if (state == State.AWAITING_CONNECT
                && silentNanos > door.limits().logInTimeout().toNanos()) {
            close(ConnectionEnd.TIMED_OUT);
        } else if (state == State.OPEN && valve.isOpen() && client.silentTooLong(silentNanos)) {
            disconnect(
                    Disconnect.KEEP_ALIVE_TIMEOUT,
                    "no packet for one and a half times " + client.keepAliveSeconds() + " s",
                    ConnectionEnd.TIMED_OUT);
        }
    }

    /** No more is read; what was read is still acknowledged. */
    @Override
    public void quiesce() {
        valve.shut(ReadValve.Reason.DRAINING);
    }

    @Override
    public void end(End end) {
        if (!eventLoop.inEventLoop()) {
            eventLoop.execute(() -> end(end));
            return;
        }
        switch (end) {
            case TAKEN_OVER ->
                disconnect(
                        Disconnect.SESSION_TAKEN_OVER,
                        "logger " + client.userName() + " connected again",
                        ConnectionEnd.TAKEN_OVER);
            case REVOKED -> {
                session = null;
                disconnect(
                        Disconnect.ADMINISTRATIVE_ACTION,
                        "logger " + client.userName() + " was removed or has a new key",
                        ConnectionEnd.REVOKED);
            }
            case CLOSING -> disconnect(Disconnect.SERVER_SHUTTING_DOWN, "the door is closing", ConnectionEnd.CLOSING);
        }
    }

    @Override
    public void disconnect(Disconnect code, String why, ConnectionEnd how) {
        if (state == State.OPEN && client.version5()) {
            outbound.writeAndFlush(Replies.disconnect(code, why));
        }
        close(how);
    }

    @Override
    public void close(ConnectionEnd how) {
        if (state == State.CLOSED) {
            return;
        }
        leave(how);
        valve.release();
        outbound.release();
        Linger.close(socket, door.later());
    }

    /** The socket is closed, by whomever. */
    @Override
    public void closed() {
        if (state != State.CLOSED) {
            leave(ConnectionEnd.LOST);
        }
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        outbound.release();
    }

    private void leave(ConnectionEnd how) {
        state = State.CLOSED;
        door.meters().ended(Transport.MQTT, how);
        door.admission().leave(client.userName(), this);
        if (intake != null) {
            intake.end();
        }
        if (downlink != null) {
            downlink.end();
        }
        if (session != null) {
            door.sessions().keep(client.userName(), session, System.nanoTime());
        }
    }
}
