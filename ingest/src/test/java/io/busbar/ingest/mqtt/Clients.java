package io.busbar.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;

/** HiveMQ's clients with a user name and key, not yet connected. */
final class Clients {

    private Clients() {}

    static Mqtt3BlockingClient version3(int port, String userName, String key) {
        return MqttClient.builder()
                .useMqttVersion3()
                .identifier("any-name")
                .serverHost("127.0.0.1")
                .serverPort(port)
                .simpleAuth()
                .username(userName)
                .password(key.getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    static Mqtt5BlockingClient version5(int port, String userName, String key) {
        return builder5(port, userName, key).buildBlocking();
    }

    static Mqtt5BlockingClient version5(int port, String userName, String key, String clientId) {
        return builder5(port, userName, key).identifier(clientId).buildBlocking();
    }

    private static Mqtt5ClientBuilder builder5(int port, String userName, String key) {
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(port)
                .simpleAuth()
                .username(userName)
                .password(key.getBytes(UTF_8))
                .applySimpleAuth();
    }
}
