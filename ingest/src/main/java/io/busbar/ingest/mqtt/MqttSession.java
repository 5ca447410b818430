package io.busbar.ingest.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;

/**
 * What the door remembers of a client between its connections: whether it hears commands, and
 * which it did not acknowledge. Frames in flight are the client's to send
 * again. Confined to the listener's event loop.
 */
final class MqttSession {

    private static final int MAX_PACKET_ID = 65_535;

    private final String clientId;
    private long expirySeconds;
    private boolean subscribed;
    private String lastCommandId = "";
    private int lastPacketId;
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

    /** Of the command that was not acknowledged; empty when none is. */
    String lastCommandId() {
        return lastCommandId;
    }

    int lastPacketId() {
        return lastPacketId;
    }

    /** From 1 to 65,535, and round again. */
    int nextPacketId(String commandId) {
        lastCommandId = commandId;
        lastPacketId = lastPacketId % MAX_PACKET_ID + 1;
        return lastPacketId;
    }

    void forgetCommand() {
        lastCommandId = "";
    }

    MqttQoS commandsQos() {
        return commandsQos;
    }
}
