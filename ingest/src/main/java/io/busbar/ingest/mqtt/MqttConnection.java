package io.busbar.ingest.mqtt;

import io.busbar.frame.FrameRejection;
import io.busbar.frame.FrameRejection.Reason;
import io.busbar.ingest.admission.AckQueue;
import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.busbar.ingest.admission.PendingFrame;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.journal.JournalUnavailableException;
import io.busbar.ingest.listener.DoorConnection;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.internal.net.NetSocketInternal;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT client from its CONNECT to its end. A PUBACK says that the frame is on disk, as accepted or as refused. Confined to its
 * event loop, except {@link #end}.
 */
final class MqttConnection implements DoorConnection, AckQueue.Sink {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private enum State {
        AWAITING_CONNECT,
        LOGGING_IN,
        OPEN,
        CLOSED
    }

    private final NetSocketInternal socket;
    private final EventExecutor eventLoop;
    private final Outbound outbound;
    private final Admission admission;
    private final Admission.Later later;
    private final DoorMeters meters;
    private final ConnectionLimits limits;
    private final AckQueue acks;
    private final String address;

    /** Sent behind the CONNECT without waiting for its answer; not more than one read brought. */
    private final Queue<Object> early = new ArrayDeque<>();

    private State state = State.AWAITING_CONNECT;
    private long lastReceivedNanos = System.nanoTime();
    private ClientTerms client = ClientTerms.UNKNOWN;
    private LoggerTopics topics = LoggerTopics.of("");
    private int unacknowledged;
    private boolean paused;
    private boolean quiet;

    MqttConnection(
            NetSocketInternal socket,
            Admission admission,
            Admission.Later later,
            DoorMeters meters,
            ConnectionLimits limits) {
        this.socket = socket;
        this.eventLoop = socket.channelHandlerContext().executor();
        this.outbound = new Outbound(socket.channelHandlerContext());
        this.admission = admission;
        this.later = later;
        this.meters = meters;
        this.limits = limits;
        this.acks = new AckQueue(eventLoop, this, meters);
        this.address = socket.remoteAddress().hostAddress();
    }

    void handle(Object message) {
        lastReceivedNanos = System.nanoTime();
        if (state == State.LOGGING_IN) {
            early.add(message);
            return;
        }
        try {
            if (state != State.CLOSED && message instanceof MqttMessage packet) {
                dispatch(packet);
            }
        } catch (RuntimeException e) {
            log.warn("closing the connection from {}: a packet could not be handled", address, e);
            close();
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
            publish(publish);
        } else if (packet instanceof MqttSubscribeMessage subscribe) {
            outbound.writeAndFlush(Subscriptions.answer(subscribe, topics, client.version5()));
        } else if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
            outbound.writeAndFlush(Subscriptions.answer(unsubscribe));
        } else {
            switch (packet.fixedHeader().messageType()) {
                case PINGREQ -> outbound.writeAndFlush(MqttMessage.PINGRESP);
                case PUBACK -> {}
                case DISCONNECT -> close();
                default -> disconnect(MqttReasonCodes.Disconnect.PROTOCOL_ERROR);
            }
        }
    }

    private void connect(MqttConnectMessage connect) {
        client = ClientTerms.of(connect);
        @Nullable MqttConnectReturnCode unacceptable = client.unacceptable();
        if (unacceptable != null) {
            outbound.writeAndFlush(Replies.connectionRefused(unacceptable));
            close();
            return;
        }
        state = State.LOGGING_IN;
        socket.pause();
        byte @Nullable [] password = connect.payload().passwordInBytes();
        byte[] key = password == null ? new byte[0] : password;
        admission.logIn(client.userName(), key, later, verdict -> {
            if (state == State.LOGGING_IN) {
                loggedIn(verdict, key);
            }
        });
    }

    private void loggedIn(Verdict verdict, byte[] key) {
        if (verdict != Verdict.ADMITTED) {
            admission.refusedLogIn(Transport.MQTT, address, client.userName(), verdict);
            outbound.writeAndFlush(Replies.refused(client.version5(), verdict));
            close();
            return;
        }
        state = State.OPEN;
        topics = LoggerTopics.of(client.userName());
        outbound.writeAndFlush(Replies.admitted(client.version5(), client.assignedId(), limits.maxPendingFrames()));
        admission.enter(client.userName(), key, this);
        for (Object message = early.poll(); message != null; message = early.poll()) {
            handle(message);
        }
        if (!paused && !quiet) {
            socket.resume();
        }
    }

    private void publish(MqttPublishMessage publish) {
        MqttQoS qos = publish.fixedHeader().qosLevel();
        if (qos == MqttQoS.EXACTLY_ONCE) {
            disconnect(MqttReasonCodes.Disconnect.QOS_NOT_SUPPORTED);
            return;
        }
        int packetId = 0;
        if (qos == MqttQoS.AT_LEAST_ONCE) {
            packetId = publish.variableHeader().packetId();
            unacknowledged++;
            if (client.version5() && unacknowledged > limits.maxPendingFrames()) {
                disconnect(MqttReasonCodes.Disconnect.RECEIVE_MAXIMUM_EXCEEDED);
                return;
            }
        }
        String topic = publish.variableHeader().topicName();
        byte[] payload = ByteBufUtil.getBytes(publish.payload());
        @Nullable Transport transport = topics.transport(topic);
        if (transport == null) {
            FrameRejection rejection = new FrameRejection(
                    Reason.WRONG_TOPIC,
                    "topic '" + topic + "', allowed are " + topics.frames() + " and " + topics.framesJson());
            admission.reject(Transport.MQTT, client.userName(), rejection, payload, packetId, acks);
        } else {
            admission.frame(transport, client.userName(), payload, packetId, acks);
        }
        if (!paused && limits.reached(acks)) {
            paused = true;
            socket.pause();
        }
    }

    @Override
    public void acknowledge(PendingFrame frame) {
        if (frame.number() == 0 || state != State.OPEN) {
            return;
        }
        unacknowledged--;
        FrameRejection rejection = frame.rejection();
        if (rejection != null && client.version5()) {
            outbound.write(Replies.rejected(frame.number(), rejection, client.wantsReasons()));
        } else {
            outbound.acknowledge(frame.number());
        }
    }

    @Override
    public void unavailable(PendingFrame frame, JournalUnavailableException cause) {
        if (state != State.OPEN) {
            return;
        }
        if (!client.version5()) {
            // Without an acknowledgement it sends again when it is back.
            flush();
            close();
        } else if (frame.number() != 0) {
            unacknowledged--;
            outbound.write(
                    Replies.unavailable(frame.number(), String.valueOf(cause.getMessage()), client.wantsReasons()));
        }
    }

    @Override
    public void flush() {
        if (state != State.OPEN) {
            return;
        }
        outbound.flush();
        if (outbound.overfull()) {
            log.info("closing the connection from {}: it does not read its acknowledgements", address);
            close();
        } else if (paused && !quiet && limits.relieved(acks)) {
            paused = false;
            lastReceivedNanos = System.nanoTime();
            socket.resume();
        }
    }

    private void unreadable(Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            admission.oversized(
                    Transport.MQTT,
                    address,
                    state == State.OPEN ? client.userName() : null,
                    "packet longer than " + Replies.MAX_PACKET_BYTES + " bytes");
            disconnect(MqttReasonCodes.Disconnect.PACKET_TOO_LARGE);
            return;
        }
        meters.unreadable(Transport.MQTT);
        if (state == State.AWAITING_CONNECT && cause instanceof MqttUnacceptableProtocolVersionException) {
            outbound.writeAndFlush(
                    Replies.connectionRefused(MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION));
        } else if (state == State.AWAITING_CONNECT && cause instanceof MqttIdentifierRejectedException) {
            outbound.writeAndFlush(
                    Replies.connectionRefused(MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED));
        }
        disconnect(MqttReasonCodes.Disconnect.MALFORMED_PACKET);
    }

    /** Closes what has timed out. */
    @Override
    public void look(long nowNanos) {
        long silentNanos = nowNanos - lastReceivedNanos;
        if (state == State.AWAITING_CONNECT
                && silentNanos > limits.logInTimeout().toNanos()) {
            close();
        } else if (state == State.OPEN && !paused && !quiet && client.silentTooLong(silentNanos)) {
            disconnect(MqttReasonCodes.Disconnect.KEEP_ALIVE_TIMEOUT);
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
        if (!eventLoop.inEventLoop()) {
            eventLoop.execute(() -> end(end));
            return;
        }
        if (state == State.OPEN && client.version5()) {
            outbound.writeAndFlush(Replies.disconnect(end));
        }
        close();
    }

    private void disconnect(MqttReasonCodes.Disconnect code) {
        if (state == State.OPEN && client.version5()) {
            outbound.writeAndFlush(Replies.disconnect(code));
        }
        close();
    }

    private void close() {
        if (state == State.OPEN) {
            admission.leave(client.userName(), this);
        }
        state = State.CLOSED;
        socket.resume();
        outbound.close();
    }

    /** The socket is closed, by whomever. */
    @Override
    public void closed() {
        if (state == State.OPEN) {
            admission.leave(client.userName(), this);
        }
        state = State.CLOSED;
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        outbound.release();
    }
}
