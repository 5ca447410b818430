package io.busbar.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;

/**
 * What the door remembers of a client between its connections: whether it hears commands. Frames in flight are the client's to send
 * again. Confined to the listener's event loop.
 */
final class MqttSession {

    private final String clientId;
    private long expirySeconds;
    private boolean subscribed;
    private MqttQoS commandsQos = MqttQoS.AT_MOST_ONCE;

    MqttSession(String clientId) {
        this.clientId = clientId;
    }

    String clientId() {
        return clientId;
    }

    /** How long it outlives its connection; 0 for not at all. */
    long expirySeconds() {
        return expirySeconds;
    }

    void expireAfter(long seconds) {
        expirySeconds = seconds;
    }

    /** What a DISCONNECT may change, MQTT 5.0 §3.14.2.2.2: not a session that was to end with its connection. */
    void expireInstead(MqttProperties disconnect) {
        if (expirySeconds > 0) {
            expirySeconds = Math.min(
                    ClientTerms.number(disconnect, MqttProperties.SESSION_EXPIRY_INTERVAL, expirySeconds),
                    MqttSessions.MAX_EXPIRY_SECONDS);
        }
    }

    void subscribe(MqttQoS qos) {
        subscribed = true;
        commandsQos = qos;
    }

    void unsubscribe() {
        subscribed = false;
    }

    boolean isSubscribed() {
        return subscribed;
    }

    MqttQoS commandsQos() {
        return commandsQos;
    }
}
