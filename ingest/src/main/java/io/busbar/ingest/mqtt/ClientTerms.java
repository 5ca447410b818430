package io.busbar.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a client said in its CONNECT, as far as it matters here; sessions and wills do not. The key is left out of it. Immutable.
 *
 * @param assignedId the client identifier that a version 5 client let the door choose; else empty
 * @param keepAliveSeconds 0 for none
 * @param wantsReasons whether a PUBACK may carry a reason string, MQTT 5.0 §3.1.2.11.4 and §3.1.2.11.7
 * @param unacceptable why no log-in is tried; null when one is
 */
record ClientTerms(
        boolean version5,
        String userName,
        String assignedId,
        int keepAliveSeconds,
        boolean wantsReasons,
        @Nullable MqttConnectReturnCode unacceptable) {

    static final ClientTerms UNKNOWN = new ClientTerms(false, "", "", 0, false, null);

    private static final int ROOM_FOR_REASONS_BYTES = 1_024;

    static ClientTerms of(MqttConnectMessage connect) {
        MqttConnectVariableHeader header = connect.variableHeader();
        MqttConnectPayload payload = connect.payload();
        boolean version5 = header.version() == MqttVersion.MQTT_5.protocolLevel();
        boolean anonymous = payload.clientIdentifier().isEmpty();
        @Nullable String userName = payload.userName();
        return new ClientTerms(
                version5,
                userName == null ? "" : userName,
                version5 && anonymous ? UUID.randomUUID().toString() : "",
                header.keepAliveTimeSeconds(),
                version5 && wantsReasons(header.properties()),
                unacceptable(header, version5, anonymous));
    }

    private static boolean wantsReasons(MqttProperties properties) {
        return number(properties, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) != 0
                && number(properties, MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE) >= ROOM_FOR_REASONS_BYTES;
    }

    private static int number(MqttProperties properties, int id, int absent) {
        return properties.getProperty(id) instanceof MqttProperties.IntegerProperty property
                ? property.value()
                : absent;
    }

    private static @Nullable MqttConnectReturnCode unacceptable(
            MqttConnectVariableHeader header, boolean version5, boolean anonymous) {
        if (version5 && header.properties().getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
            return MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD;
        }
        if (!version5 && anonymous && !header.isCleanSession()) {
            // MQTT 3.1.1 §3.1.3.1
            return MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED;
        }
        return null;
    }

    /** One and a half keep-alive times, MQTT 3.1.1 §3.1.2.10. */
    boolean silentTooLong(long silentNanos) {
        return keepAliveSeconds > 0 && silentNanos > TimeUnit.SECONDS.toNanos(keepAliveSeconds) / 2 * 3;
    }
}
