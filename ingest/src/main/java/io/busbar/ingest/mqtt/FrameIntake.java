package io.busbar.ingest.mqtt;

import io.busbar.frame.FrameRejection;
import io.busbar.frame.FrameRejection.Reason;
import io.busbar.ingest.admission.AckQueue;
import io.busbar.ingest.admission.ConnectionEnd;
import io.busbar.ingest.admission.PendingFrame;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.journal.JournalUnavailableException;
import io.busbar.ingest.listener.ReadBrake;
import io.busbar.ingest.listener.ReadValve;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import org.jspecify.annotations.Nullable;

/**
 * The PUBLISH packets of a logged-in client and their answers. A PUBACK says that the frame is on disk, as accepted or as refused.
 * Confined to the connection's event loop.
 */
final class FrameIntake implements AckQueue.Sink {

    private final MqttDoor door;
    private final ClientTerms client;
    private final LoggerTopics topics;
    private final Outbound outbound;
    private final Link link;
    private final AckQueue acks;
    private final ReadBrake brake;
    private final TopicAliases aliases = new TopicAliases();
    private int unacknowledged;
    private boolean ended;

    FrameIntake(MqttDoor door, ClientTerms client, Outbound outbound, ReadValve valve, Link link) {
        this.door = door;
        this.client = client;
        this.topics = LoggerTopics.of(client.userName());
        this.outbound = outbound;
        this.link = link;
        this.acks = new AckQueue(door.journal(), this);
        this.brake = new ReadBrake(Transport.MQTT, door.limits(), door.meters(), door.later(), acks, valve);
    }

    /** What is answered from now on goes nowhere. */
    void end() {
        ended = true;
    }

    void publish(MqttPublishMessage publish) {
        MqttQoS qos = publish.fixedHeader().qosLevel();
        if (qos == MqttQoS.EXACTLY_ONCE) {
            protocolError(Disconnect.QOS_NOT_SUPPORTED, "QoS 2, allowed are 0 and 1");
            return;
        }
        if (client.version5() && publish.fixedHeader().isRetain()) {
            protocolError(Disconnect.RETAIN_NOT_SUPPORTED, "a frame to be retained, but nothing is retained here");
            return;
        }
        int packetId = qos == MqttQoS.AT_LEAST_ONCE ? publish.variableHeader().packetId() : 0;
        if (mayWait(packetId)) {
            @Nullable String topic = topic(publish);
            if (topic != null) {
                take(topic, ByteBufUtil.getBytes(publish.payload()), packetId);
            }
        }
    }

    void frame(FramePacket frame) {
        if (mayWait(frame.packetId())) {
            door.admission().recorded(Transport.MQTT, client.userName(), frame.record(), frame.packetId(), acks);
            brake.count();
            brake.slow();
        }
    }

    /** False when the connection was ended because too many wait already. */
    private boolean mayWait(int packetId) {
        if (packetId == 0) {
            return true;
        }
        unacknowledged++;
        if (client.version5() && unacknowledged > door.limits().maxPendingFrames()) {
            protocolError(
                    Disconnect.RECEIVE_MAXIMUM_EXCEEDED,
                    "more than " + door.limits().maxPendingFrames() + " frames without acknowledgement");
            return false;
        }
        return true;
    }

    /** Null when the connection was ended over it. */
    private @Nullable String topic(MqttPublishMessage publish) {
        String name = publish.variableHeader().topicName();
        if (!client.version5()) {
            return name;
        }
        long alias = ClientTerms.number(publish.variableHeader().properties(), MqttProperties.TOPIC_ALIAS, -1);
        if (alias >= 0 && !TopicAliases.isAllowed((int) alias)) {
            protocolError(
                    Disconnect.TOPIC_ALIAS_INVALID,
                    "topic alias " + alias + ", allowed are 1 to " + TopicAliases.MAXIMUM);
            return null;
        }
        if (!name.isEmpty()) {
            if (alias >= 0) {
                aliases.put((int) alias, name);
            }
            return name;
        }
        @Nullable String known = alias < 0 ? null : aliases.topic((int) alias);
        if (known == null) {
            protocolError(
                    Disconnect.PROTOCOL_ERROR,
                    alias < 0 ? "neither a topic nor a topic alias" : "topic alias " + alias + " has no topic yet");
        }
        return known;
    }

    private void take(String topic, byte[] payload, int packetId) {
        @Nullable Transport transport = topics.transport(topic);
        @Nullable String command = transport == null ? topics.answeredCommand(topic) : null;
        if (command != null) {
            if (door.admission().answer(Transport.MQTT_JSON, client.userName(), command, payload, packetId, acks)) {
                door.commands().answered();
            }
        } else if (transport == null) {
            FrameRejection rejection = new FrameRejection(
                    Reason.WRONG_TOPIC,
                    "topic '" + topic + "', allowed are " + topics.frames() + ", " + topics.framesJson() + " and "
                            + topics.commandStatus("{id}"));
            door.admission().reject(Transport.MQTT, client.userName(), rejection, payload, packetId, acks);
        } else {
            door.admission().frame(transport, client.userName(), payload, packetId, acks);
        }
        brake.count();
        brake.slow();
    }

    private void protocolError(Disconnect code, String why) {
        link.disconnect(code, why, ConnectionEnd.PROTOCOL);
    }

    @Override
    public void acknowledge(PendingFrame frame, long journalIndex) {
        if (frame.number() == 0 || ended) {
            return;
        }
        unacknowledged--;
        FrameRejection rejection = frame.rejection();
        if (rejection != null && client.version5()) {
            outbound.write(Replies.rejected(frame.number(), rejection, client.wantsReasons()));
        } else if (client.wantsReceipts()) {
            outbound.write(Replies.kept(frame.number(), door.admission().receipt(journalIndex)));
        } else {
            outbound.acknowledge(frame.number());
        }
    }

    @Override
    public void unavailable(PendingFrame frame, JournalUnavailableException cause) {
        if (ended) {
            return;
        }
        if (!client.version5()) {
            // Without an acknowledgement it sends again when it is back.
            outbound.flush();
            link.close(ConnectionEnd.UNAVAILABLE);
        } else if (frame.number() != 0) {
            unacknowledged--;
            outbound.write(
                    Replies.unavailable(frame.number(), String.valueOf(cause.getMessage()), client.wantsReasons()));
        }
    }

    @Override
    public void flush() {
        if (ended) {
            return;
        }
        outbound.flush();
        if (outbound.overfull()) {
            link.close(ConnectionEnd.SLOW_READER);
        } else {
            brake.ease();
        }
    }
}
