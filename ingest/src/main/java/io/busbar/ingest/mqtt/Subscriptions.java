package io.busbar.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
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

/** Answers subscriptions: a logger may hear its own commands and nothing else. Stateless. */
final class Subscriptions {

    /** MQTT 3.1.1 §3.9.3. */
    private static final int FAILURE = 0x80;

    private Subscriptions() {}

    static MqttMessage answer(MqttSubscribeMessage request, LoggerTopics topics, boolean version5) {
        int refused = version5 ? Byte.toUnsignedInt(MqttReasonCodes.SubAck.NOT_AUTHORIZED.byteValue()) : FAILURE;
        int[] codes = request.payload().topicSubscriptions().stream()
                .mapToInt(subscription -> grant(subscription, topics, refused))
                .toArray();
        return new MqttSubAckMessage(
                new MqttFixedHeader(MqttMessageType.SUBACK, false, MqttQoS.AT_MOST_ONCE, false, 0),
                new MqttMessageIdAndPropertiesVariableHeader(
                        request.variableHeader().messageId(), MqttProperties.NO_PROPERTIES),
                new MqttSubAckPayload(codes));
    }

    private static int grant(MqttTopicSubscription subscription, LoggerTopics topics, int refused) {
        if (!subscription.topicFilter().equals(topics.commands())) {
            return refused;
        }
        return Math.min(subscription.qualityOfService().value(), MqttQoS.AT_LEAST_ONCE.value());
    }

    static MqttMessage answer(MqttUnsubscribeMessage request) {
        MqttMessageBuilders.UnsubAckBuilder reply = MqttMessageBuilders.unsubAck()
                .packetId(request.variableHeader().messageId())
                .properties(MqttProperties.NO_PROPERTIES);
        for (int i = 0; i < request.payload().topics().size(); i++) {
            reply.addReasonCode((short) 0);
        }
        return reply.build();
    }
}
