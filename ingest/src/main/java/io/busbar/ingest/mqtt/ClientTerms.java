package io.busbar.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a client said in its CONNECT, as far as it matters here. The key is left out of it. Immutable.
 *
 * @param clientId as chosen by the client, or by the door when {@code idAssigned}
 * @param keepAliveSeconds after which a silent client is given up, less than one and a half times; never 0
 * @param keepAliveChanged whether version 5 must be told the keep-alive because it asked for another
 * @param resumes whether it goes on with an older session if there is one
 * @param askedExpirySeconds how long it wants its session kept, unsigned; see {@link #expirySeconds}
 * @param wantsReasons whether a PUBACK may carry a reason string, MQTT 5.0 §3.1.2.11.4 and §3.1.2.11.7
 * @param maxPacketBytes that it takes
 * @param wantsReceipts whether it asked for a receipt with each acknowledgement, by the user property {@code receipts} of version 5
 */
record ClientTerms(
        boolean version5,
        String userName,
        String clientId,
        boolean idAssigned,
        int keepAliveSeconds,
        boolean keepAliveChanged,
        boolean resumes,
        long askedExpirySeconds,
        boolean wantsReasons,
        long maxPacketBytes,
        boolean wantsReceipts) {

    static final ClientTerms UNKNOWN = new ClientTerms(false, "", "", false, 1, false, false, 0, false, 0, false);

    /** The user property by which a client asks for receipts: {@code true}. */
    static final String RECEIPTS = "receipts";

    private static final int ROOM_FOR_REASONS_BYTES = 1_024;
    private static final long LARGEST = 0xffff_ffffL;

    /** @param maxKeepAliveSeconds for clients that want a longer one, or none */
    static ClientTerms of(MqttConnectMessage connect, int maxKeepAliveSeconds) {
        MqttConnectVariableHeader header = connect.variableHeader();
        MqttConnectPayload payload = connect.payload();
        boolean version5 = header.version() == MqttVersion.MQTT_5.protocolLevel();
        boolean anonymous = payload.clientIdentifier().isEmpty();
        @Nullable String userName = payload.userName();
        int asked = header.keepAliveTimeSeconds();
        boolean longer = asked == 0 || asked > maxKeepAliveSeconds;
        MqttProperties properties = header.properties();
        long maxPacketBytes = number(properties, MqttProperties.MAXIMUM_PACKET_SIZE, LARGEST);
        return new ClientTerms(
                version5,
                userName == null ? "" : userName,
                anonymous ? UUID.randomUUID().toString() : payload.clientIdentifier(),
                version5 && anonymous,
                longer ? maxKeepAliveSeconds : asked,
                longer,
                !header.isCleanSession(),
                version5
                        ? number(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, 0)
                        : header.isCleanSession() ? 0 : LARGEST,
                version5
                        && number(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) != 0
                        && maxPacketBytes >= ROOM_FOR_REASONS_BYTES,
                maxPacketBytes,
                version5 && isAsked(properties, RECEIPTS));
    }

    private static boolean isAsked(MqttProperties properties, String name) {
        return properties.getProperty(MqttProperties.USER_PROPERTY) instanceof MqttProperties.UserProperties told
                && told.value().stream().anyMatch(pair -> pair.key.equals(name) && pair.value.equals("true"));
    }

    static long number(MqttProperties properties, int id, long absent) {
        return properties.getProperty(id) instanceof MqttProperties.IntegerProperty property
                ? Integer.toUnsignedLong(property.value())
                : absent;
    }

    /** How long its session is kept. */
    long expirySeconds() {
        return Math.min(askedExpirySeconds, MqttSessions.MAX_EXPIRY_SECONDS);
    }

    /** Why no log-in is tried; null when one is. */
    static @Nullable ConnectRefusal refusal(MqttConnectMessage connect) {
        MqttConnectVariableHeader header = connect.variableHeader();
        boolean version5 = header.version() == MqttVersion.MQTT_5.protocolLevel();
        if (version5 && header.properties().getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
            return new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD,
                    "log in with the serial number as user name and the key as password");
        }
        if (!version5 && connect.payload().clientIdentifier().isEmpty() && !header.isCleanSession()) {
            // MQTT 3.1.1 §3.1.3.1
            return new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
                    "a session that is kept needs a client identifier");
        }
        return header.isWillFlag() ? refusalOfWill(connect, version5) : null;
    }

    private static @Nullable ConnectRefusal refusalOfWill(MqttConnectMessage connect, boolean version5) {
        String root = LoggerTopics.ROOT + connect.payload().userName() + "/";
        String topic = String.valueOf(connect.payload().willTopic());
        if (!topic.startsWith(root)) {
            return new ConnectRefusal(
                    version5
                            ? MqttConnectReturnCode.CONNECTION_REFUSED_TOPIC_NAME_INVALID
                            : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
                    "wrong-topic: last will for topic '" + topic + "', allowed are topics below " + root);
        }
        if (version5 && connect.variableHeader().willQos() > MqttQoS.AT_LEAST_ONCE.value()) {
            return new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_QOS_NOT_SUPPORTED,
                    "last will with QoS 2, allowed are 0 and 1");
        }
        if (version5 && connect.variableHeader().isWillRetain()) {
            return new ConnectRefusal(
                    MqttConnectReturnCode.CONNECTION_REFUSED_RETAIN_NOT_SUPPORTED,
                    "last will to be retained, but nothing is retained here");
        }
        return null;
    }

    /** One and a half keep-alive times, MQTT 3.1.1 §3.1.2.10. */
    boolean silentTooLong(long silentNanos) {
        return silentNanos > TimeUnit.SECONDS.toNanos(keepAliveSeconds) / 2 * 3;
    }
}
