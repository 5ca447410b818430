package io.busbar.ingest.mqtt;

import io.busbar.fleet.SerialNumber;
import io.busbar.ingest.admission.ConnectionEnd;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.downlink.Commands;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerCommand;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.util.ReferenceCountUtil;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the packets of a client as {@link MqttConnection} does, with the same parts, but keeps no frame: it only notes what came. Confined
 * to its channel.
 */
final class FuzzedClient extends ChannelInboundHandlerAdapter implements Link {

    private static final int MAX_KEEP_ALIVE_SECONDS = 3_600;
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final @Nullable PacketCutter cutter;
    private final StringBuilder heard = new StringBuilder();
    private final TopicAliases aliases = new TopicAliases();
    private ClientTerms client = ClientTerms.UNKNOWN;
    private boolean closed;
    private @Nullable Outbound outbound;
    private @Nullable MqttSession session;
    private @Nullable Subscriptions subscriptions;
    private @Nullable Downlink downlink;

    /** @param cutter in front of the codec; null when there is none */
    FuzzedClient(@Nullable PacketCutter cutter) {
        this.cutter = cutter;
    }

    String heard() {
        return heard.toString();
    }

    boolean isClosed() {
        return closed;
    }

    void end() {
        if (downlink != null) {
            downlink.end();
        }
        if (outbound != null) {
            outbound.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!closed && message instanceof FramePacket frame) {
                int from = FrameRecord.payloadOffset(frame.record());
                byte[] payload = Arrays.copyOfRange(frame.record(), from, frame.record().length);
                published(Transport.MQTT, null, frame.packetId(), payload);
            } else if (!closed && message instanceof MqttMessage packet) {
                take(context, packet);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(ChannelHandlerContext context, MqttMessage packet) {
        if (packet.decoderResult().isFailure()) {
            unreadable();
        } else if (session == null || outbound == null || subscriptions == null || downlink == null) {
            connect(context, packet);
        } else if (packet instanceof MqttPublishMessage publish) {
            publish(publish);
        } else if (packet instanceof MqttSubscribeMessage subscribe) {
            subscriptions.subscribe(subscribe);
            downlink.send();
        } else if (packet instanceof MqttUnsubscribeMessage unsubscribe) {
            subscriptions.unsubscribe(unsubscribe);
        } else {
            switch (packet.fixedHeader().messageType()) {
                case PINGREQ -> note("ping", packet.fixedHeader().messageType());
                case PUBACK -> downlink.acknowledged(packet);
                case DISCONNECT -> goodBye(session, packet);
                // A second CONNECT too: the codec would go on in its version.
                default ->
                    disconnect(
                            Disconnect.PROTOCOL_ERROR,
                            "unexpected " + packet.fixedHeader().messageType(),
                            ConnectionEnd.PROTOCOL);
            }
        }
    }

    private void unreadable() {
        // Where the network cuts decides which of two mistakes of one packet is seen.
        note("unreadable", "packet");
        disconnect(Disconnect.MALFORMED_PACKET, "malformed", ConnectionEnd.PROTOCOL);
    }

    private void goodBye(MqttSession mine, MqttMessage packet) {
        if (packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header) {
            mine.expireInstead(header.properties());
        }
        note("good-bye", mine.expirySeconds());
        closed = true;
    }

    private void connect(ChannelHandlerContext context, MqttMessage packet) {
        Outbound out = new Outbound(context);
        outbound = out;
        if (!(packet instanceof MqttConnectMessage connect)) {
            unreadable();
            return;
        }
        client = ClientTerms.of(connect, MAX_KEEP_ALIVE_SECONDS);
        ConnectRefusal refusal = ClientTerms.refusal(connect);
        if (refusal != null) {
            out.writeAndFlush(Replies.refused(client.version5(), refusal));
            closed = true;
            return;
        }
        MqttSession mine = new MqttSession(client.clientId());
        mine.expireAfter(client.expirySeconds());
        session = mine;
        subscriptions = new Subscriptions(client, mine, out, this);
        Commands commands = new Commands(Clock.fixed(NOW, ZoneOffset.UTC), new CompositeMeterRegistry(), status -> {
            note(status.id(), status.status());
        });
        if (SerialNumber.isValid(client.userName())) {
            // The expiry is told as seconds from now, so that it must not be near.
            commands.put(new LoggerCommand("c-1", client.userName(), Instant.MAX, "{}"));
        }
        downlink = new Downlink(commands, client, mine, context.executor(), out);
        if (cutter != null) {
            cutter.loggedIn(client);
        }
        if (!client.idAssigned()) {
            out.writeAndFlush(Replies.admitted(client, false, MAX_KEEP_ALIVE_SECONDS));
        }
    }

    private void publish(MqttPublishMessage publish) {
        String topic = publish.variableHeader().topicName();
        long alias = ClientTerms.number(publish.variableHeader().properties(), MqttProperties.TOPIC_ALIAS, -1);
        if (alias >= 0 && !TopicAliases.isAllowed((int) alias)) {
            disconnect(Disconnect.TOPIC_ALIAS_INVALID, "topic alias " + alias, ConnectionEnd.PROTOCOL);
            return;
        }
        if (alias >= 0 && !topic.isEmpty()) {
            aliases.put((int) alias, topic);
        }
        @Nullable String named = alias >= 0 ? aliases.topic((int) alias) : topic;
        if (named != null) {
            LoggerTopics topics = LoggerTopics.of(client.userName());
            boolean isNumbered = publish.fixedHeader().qosLevel() != MqttQoS.AT_MOST_ONCE;
            published(
                    topics.transport(named),
                    topics.answeredCommand(named),
                    isNumbered ? publish.variableHeader().packetId() : 0,
                    ByteBufUtil.getBytes(publish.payload()));
        }
    }

    private void published(@Nullable Transport transport, @Nullable String command, int packetId, byte[] payload) {
        note("publish", transport + " " + command + " " + packetId);
        note(payload.length + " bytes", Arrays.hashCode(payload));
    }

    private void note(String what, Object value) {
        heard.append(what).append(' ').append(value).append('\n');
    }

    @Override
    public void disconnect(Disconnect code, String why, ConnectionEnd how) {
        note("disconnect", code);
        if (outbound != null && client.version5()) {
            outbound.writeAndFlush(Replies.disconnect(code, why));
        }
        closed = true;
    }

    @Override
    public void close(ConnectionEnd how) {
        closed = true;
    }
}
