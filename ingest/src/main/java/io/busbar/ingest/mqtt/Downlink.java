package io.busbar.ingest.mqtt;

import io.busbar.ingest.downlink.Commands;
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

/**
 * Gives a subscribed client its commands, one after the other: the next one when the last was acknowledged. Confined to the connection's
 * event loop.
 */
final class Downlink {

    /** Topic, properties and headers beside the payload, at most. */
    private static final int ENVELOPE_BYTES = 512;

    private static final int FAILURE = 0x80;

    private final Commands commands;
    private final ClientTerms client;
    private final MqttSession session;
    private final Outbound outbound;
    private final Runnable receiver;
    private @Nullable LoggerCommand outstanding;
    private boolean ended;

    Downlink(Commands commands, ClientTerms client, MqttSession session, Executor eventLoop, Outbound outbound) {
        this.commands = commands;
        this.client = client;
        this.session = session;
        this.outbound = outbound;
        this.receiver = () -> eventLoop.execute(this::send);
        commands.listen(client.userName(), receiver);
    }

    void end() {
        ended = true;
        commands.leave(client.userName(), receiver);
    }

    /** Sends what waits, if the client is ready for it. */
    void send() {
        while (!ended && session.isSubscribed() && outstanding == null) {
            LoggerCommand command = commands.next(client.userName());
            if (command == null) {
                return;
            }
            byte[] payload = command.encode();
            if (payload.length + ENVELOPE_BYTES > client.maxPacketBytes()) {
                commands.settle(command, Status.REFUSED);
            } else if (session.commandsQos() == MqttQoS.AT_MOST_ONCE) {
                outbound.writeAndFlush(publish(command, payload, 0, false));
                commands.settle(command, Status.SENT);
            } else {
                outstanding = command;
                // MQTT 5.0 §4.4: what a client did not acknowledge comes again under the same packet identifier.
                boolean again = command.id().equals(session.lastCommandId());
                int packetId = again ? session.lastPacketId() : session.nextPacketId(command.id());
                outbound.writeAndFlush(publish(command, payload, packetId, again));
            }
        }
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
        LoggerCommand command = outstanding;
        if (command == null
                || !(puback.variableHeader() instanceof MqttMessageIdVariableHeader header)
                || header.messageId() != session.lastPacketId()) {
            return;
        }
        boolean refused = header instanceof MqttPubReplyMessageVariableHeader reply
                && Byte.toUnsignedInt(reply.reasonCode()) >= FAILURE;
        outstanding = null;
        session.forgetCommand();
        commands.settle(command, refused ? Status.REFUSED : Status.DELIVERED);
        send();
    }
}
