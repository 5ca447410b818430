package io.busbar.ingest.mqtt;

import io.busbar.ingest.downlink.Commands;
import io.busbar.ingest.downlink.Delivery;
import io.busbar.topic.CommandStatus.Status;
import io.busbar.topic.LoggerCommand;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gives a subscribed client its commands as PUBLISH packets. Confined to the connection's event loop. */
final class Downlink implements Delivery.Carrier {

    /** Topic, properties and headers beside the payload, at most. */
    private static final int ENVELOPE_BYTES = 512;

    private static final int FAILURE = 0x80;

    private final ClientTerms client;
    private final MqttSession session;
    private final Outbound outbound;
    private final Delivery delivery;

    Downlink(Commands commands, ClientTerms client, MqttSession session, Executor eventLoop, Outbound outbound) {
        this.client = client;
        this.session = session;
        this.outbound = outbound;
        this.delivery = new Delivery(commands, client.userName(), eventLoop, this);
    }

    void end() {
        delivery.end();
    }

    /** Sends what waits, if the client is ready for it. */
    void send() {
        delivery.proceed();
    }

    @Override
    public boolean isReady() {
        return session.isSubscribed();
    }

    @Override
    public @Nullable Status carry(LoggerCommand command, byte[] json) {
        if (json.length + ENVELOPE_BYTES > client.maxPacketBytes()) {
            return Status.REFUSED;
        }
        if (session.commandsQos() == MqttQoS.AT_MOST_ONCE) {
            outbound.writeAndFlush(publish(command, json, 0, false));
            return Status.SENT;
        }
        // MQTT 5.0 §4.4: what a client did not acknowledge comes again under the same packet identifier.
        boolean again = command.id().equals(session.lastCommandId());
        int packetId = again ? session.lastPacketId() : session.nextPacketId(command.id());
        outbound.writeAndFlush(publish(command, json, packetId, again));
        return null;
    }

    private MqttMessage publish(LoggerCommand command, byte[] payload, int packetId, boolean again) {
        LoggerTopics topics = LoggerTopics.of(client.userName());
        MqttProperties properties = new MqttProperties();
        if (client.version5()) {
            long seconds = Duration.between(Instant.now(), command.expiresAt()).toSeconds();
            properties.add(new MqttProperties.IntegerProperty(MqttProperties.PUBLICATION_EXPIRY_INTERVAL, (int)
                    Math.max(1, Math.min(seconds, Integer.MAX_VALUE))));
            properties.add(new MqttProperties.StringProperty(
                    MqttProperties.RESPONSE_TOPIC, topics.commandStatus(command.id())));
        }
        return new MqttPublishMessage(
                new MqttFixedHeader(
                        MqttMessageType.PUBLISH,
                        again,
                        packetId == 0 ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE,
                        false,
                        0),
                new MqttPublishVariableHeader(topics.commands(), packetId, properties),
                Unpooled.wrappedBuffer(payload));
    }

    /** The client has, or refuses, what it was sent. */
    void acknowledged(MqttMessage puback) {
        if (!delivery.isAwaiting()
                || !(puback.variableHeader() instanceof MqttMessageIdVariableHeader header)
                || header.messageId() != session.lastPacketId()) {
            return;
        }
        session.forgetCommand();
        delivery.acknowledged(header instanceof MqttPubReplyMessageVariableHeader reply
                && Byte.toUnsignedInt(reply.reasonCode()) >= FAILURE);
    }
}
