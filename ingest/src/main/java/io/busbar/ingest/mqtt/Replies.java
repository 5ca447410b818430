package io.busbar.ingest.mqtt;

import io.busbar.frame.FrameLimits;
import io.busbar.frame.FrameRejection;
import io.busbar.topic.FrameRecord;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import java.util.regex.Pattern;

/**
 * The packets that the door sends, by protocol version. The reason strings are for whoever mends a logger; the codes are those that
 * MQTT 5.0 allows in the packet. Stateless.
 */
final class Replies {

    /** Topic and properties beside the payload. */
    static final int MAX_PACKET_BYTES = FrameLimits.MAX_FRAME_BYTES + 1_024;

    /** The user property with the receipt of a frame. */
    static final String RECEIPT = "receipt";

    private static final int MAX_REASON_CHARS = 256;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private Replies() {}

    /** MQTT 5.0 §3.2.2.3: what the server offers; a client that keeps to it is never cut off. */
    static MqttConnAckMessage admitted(ClientTerms client, boolean sessionPresent, int receiveMaximum) {
        MqttMessageBuilders.ConnAckBuilder reply = MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .sessionPresent(sessionPresent);
        if (client.version5()) {
            MqttMessageBuilders.ConnAckPropertiesBuilder properties = new MqttMessageBuilders.ConnAckPropertiesBuilder()
                    .sessionExpiryInterval(client.expirySeconds())
                    .receiveMaximum(receiveMaximum)
                    .maximumQos((byte) 1)
                    .maximumPacketSize(MAX_PACKET_BYTES)
                    .topicAliasMaximum(TopicAliases.MAXIMUM)
                    .retainAvailable(false)
                    .wildcardSubscriptionAvailable(false)
                    .sharedSubscriptionAvailable(false)
                    .subscriptionIdentifiersAvailable(false);
            if (client.keepAliveChanged()) {
                properties.serverKeepAlive(client.keepAliveSeconds());
            }
            if (client.idAssigned()) {
                properties.assignedClientId(client.clientId());
            }
            reply.properties(properties.build());
        }
        return reply.build();
    }

    static MqttConnAckMessage refused(boolean version5, ConnectRefusal refusal) {
        MqttMessageBuilders.ConnAckBuilder reply =
                MqttMessageBuilders.connAck().returnCode(refusal.code()).sessionPresent(false);
        if (version5) {
            reply.properties(reason(refusal.why()));
        }
        return reply.build();
    }

    /** MQTT 5.0 §3.4.2.2.3 for a frame whose sender asked for receipts. */
    static MqttMessage kept(int packetId, FrameRecord.Receipt receipt) {
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.UserProperty(RECEIPT, receipt.text()));
        return MqttMessageBuilders.pubAck()
                .packetId(packetId)
                .reasonCode(MqttReasonCodes.PubAck.SUCCESS.byteValue())
                .properties(properties)
                .build();
    }

    /** MQTT 5.0 §3.4.2.1 for a frame that is kept as refused. */
    static MqttMessage rejected(int packetId, FrameRejection rejection, boolean withReason) {
        MqttReasonCodes.PubAck code =
                switch (rejection.reason()) {
                    case WRONG_TOPIC -> MqttReasonCodes.PubAck.TOPIC_NAME_INVALID;
                    case WRONG_LOGGER, UNKNOWN_LOGGER, BAD_KEY -> MqttReasonCodes.PubAck.NOT_AUTHORIZED;
                    default -> MqttReasonCodes.PubAck.PAYLOAD_FORMAT_INVALID;
                };
        return puback(packetId, code, rejection.reason().code() + ": " + rejection.detail(), withReason);
    }

    static MqttMessage unavailable(int packetId, String why, boolean withReason) {
        return puback(packetId, MqttReasonCodes.PubAck.QUOTA_EXCEEDED, why, withReason);
    }

    private static MqttMessage puback(int packetId, MqttReasonCodes.PubAck code, String reason, boolean withReason) {
        return MqttMessageBuilders.pubAck()
                .packetId(packetId)
                .reasonCode(code.byteValue())
                .properties(withReason ? reason(reason) : MqttProperties.NO_PROPERTIES)
                .build();
    }

    /** For version 5 only: earlier servers just close. */
    static MqttMessage disconnect(MqttReasonCodes.Disconnect code, String why) {
        return MqttMessageBuilders.disconnect()
                .reasonCode(code.byteValue())
                .properties(reason(why))
                .build();
    }

    static MqttProperties reason(String text) {
        String printable = UNPRINTABLE.matcher(text).replaceAll("?");
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.StringProperty(
                MqttProperties.REASON_STRING, printable.substring(0, Math.min(printable.length(), MAX_REASON_CHARS))));
        return properties;
    }
}
