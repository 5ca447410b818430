package io.busbar.ingest.mqtt;

import io.busbar.frame.FrameLimits;
import io.busbar.frame.FrameRejection;
import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.busbar.ingest.admission.Session;
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

    private static final int MAX_REASON_CHARS = 256;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private Replies() {}

    /** MQTT 5.0 §3.2.2.3: what the server offers; a client that keeps to it is never cut off. */
    static MqttConnAckMessage admitted(boolean version5, String assignedClientId, int receiveMaximum) {
        MqttMessageBuilders.ConnAckBuilder reply = MqttMessageBuilders.connAck()
                .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                .sessionPresent(false);
        if (version5) {
            MqttMessageBuilders.ConnAckPropertiesBuilder properties = new MqttMessageBuilders.ConnAckPropertiesBuilder()
                    .sessionExpiryInterval(0)
                    .receiveMaximum(receiveMaximum)
                    .maximumQos((byte) 1)
                    .maximumPacketSize(MAX_PACKET_BYTES)
                    .retainAvailable(false)
                    .wildcardSubscriptionAvailable(false)
                    .sharedSubscriptionAvailable(false)
                    .subscriptionIdentifiersAvailable(false);
            if (!assignedClientId.isEmpty()) {
                properties.assignedClientId(assignedClientId);
            }
            reply.properties(properties.build());
        }
        return reply.build();
    }

    static MqttConnAckMessage refused(boolean version5, Verdict verdict) {
        if (verdict == Verdict.BAD_KEY) {
            return connectionRefused(
                    version5
                            ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
                            : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
        }
        return connectionRefused(
                version5
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5
                        : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED);
    }

    static MqttConnAckMessage connectionRefused(MqttConnectReturnCode code) {
        return MqttMessageBuilders.connAck()
                .returnCode(code)
                .sessionPresent(false)
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
    static MqttMessage disconnect(MqttReasonCodes.Disconnect code) {
        return MqttMessageBuilders.disconnect()
                .reasonCode(code.byteValue())
                .properties(MqttProperties.NO_PROPERTIES)
                .build();
    }

    static MqttMessage disconnect(Session.End end) {
        return disconnect(
                switch (end) {
                    case TAKEN_OVER -> MqttReasonCodes.Disconnect.SESSION_TAKEN_OVER;
                    case REVOKED -> MqttReasonCodes.Disconnect.ADMINISTRATIVE_ACTION;
                    case CLOSING -> MqttReasonCodes.Disconnect.SERVER_SHUTTING_DOWN;
                });
    }

    private static MqttProperties reason(String text) {
        String printable = UNPRINTABLE.matcher(text).replaceAll("?");
        MqttProperties properties = new MqttProperties();
        properties.add(new MqttProperties.StringProperty(
                MqttProperties.REASON_STRING, printable.substring(0, Math.min(printable.length(), MAX_REASON_CHARS))));
        return properties;
    }
}
