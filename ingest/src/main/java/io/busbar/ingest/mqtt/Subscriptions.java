package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.ConnectionEnd;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;

/** Answers subscriptions: a logger may hear its own commands and nothing else. Confined to the connection's event loop. */
final class Subscriptions {

    /** MQTT 3.1.1 §3.9.3. */
    private static final int FAILURE = 0x80;

    private final ClientTerms client;
    private final MqttSession session;
    private final Outbound outbound;
    private final Link link;
    private final String allowed;

    Subscriptions(ClientTerms client, MqttSession session, Outbound outbound, Link link) {
        this.client = client;
        this.session = session;
        this.outbound = outbound;
        this.link = link;
        this.allowed = LoggerTopics.of(client.userName()).commands();
    }

    void subscribe(MqttSubscribeMessage request) {
        MqttProperties asked = request.idAndPropertiesVariableHeader().properties();
        if (client.version5() && asked.getProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER) != null) {
            link.disconnect(
                    MqttReasonCodes.Disconnect.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
                    "a subscription identifier",
                    ConnectionEnd.PROTOCOL);
            return;
        }
        int[] codes = request.payload().topicSubscriptions().stream()
                .mapToInt(this::grant)
                .toArray();
        boolean refused = request.payload().topicSubscriptions().stream().anyMatch(asking -> !isAllowed(asking));
        outbound.writeAndFlush(new MqttSubAckMessage(
                new MqttFixedHeader(MqttMessageType.SUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
                new MqttMessageIdAndPropertiesVariableHeader(
                        request.variableHeader().messageId(),
                        refused && client.wantsReasons()
                                ? Replies.reason("wrong-topic: allowed is " + allowed)
                                : MqttProperties.NO_PROPERTIES),
                new MqttSubAckPayload(codes)));
    }

    private boolean isAllowed(MqttTopicSubscription asking) {
        return asking.topicFilter().equals(allowed);
    }

    private int grant(MqttTopicSubscription asking) {
        if (!isAllowed(asking)) {
            return client.version5() ? Byte.toUnsignedInt(MqttReasonCodes.SubAck.NOT_AUTHORIZED.byteValue()) : FAILURE;
        }
        MqttQoS qos = asking.qualityOfService() == MqttQoS.AT_MOST_ONCE ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE;
        session.subscribe(qos);
        return qos.value();
    }

    void unsubscribe(MqttUnsubscribeMessage request) {
        MqttMessageBuilders.UnsubAckBuilder reply = MqttMessageBuilders.unsubAck()
                .packetId(request.variableHeader().messageId())
                .properties(MqttProperties.NO_PROPERTIES);
        for (String filter : request.payload().topics()) {
            boolean was = filter.equals(allowed) && session.isSubscribed();
            if (was) {
                session.unsubscribe();
            }
            reply.addReasonCode(
                    (was ? MqttReasonCodes.UnsubAck.SUCCESS : MqttReasonCodes.UnsubAck.NO_SUBSCRIPTION_EXISTED)
                            .byteValue());
        }
        outbound.writeAndFlush(reply.build());
    }
}
