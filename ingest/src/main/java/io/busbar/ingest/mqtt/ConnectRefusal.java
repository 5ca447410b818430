package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.LoggerRegistry.Verdict;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

/**
 * Why a CONNECT is refused. Immutable.
 *
 * @param code of the client's protocol version
 * @param why for whoever mends the logger; only version 5 can be told
 */
record ConnectRefusal(MqttConnectReturnCode code, String why) {

    static ConnectRefusal of(Verdict verdict, boolean version5, String userName) {
        return new ConnectRefusal(
                switch (verdict) {
                    case ADMITTED -> throw new IllegalArgumentException("admitted is no refusal");
                    case NO_VERIFIER -> throw new IllegalArgumentException("MQTT needs no verifier");
                    case TOO_MANY_LOG_INS ->
                        version5
                                ? MqttConnectReturnCode.CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED
                                : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
                    case BAD_KEY, WRONG_CERTIFICATE ->
                        version5
                                ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
                                : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
                    case UNKNOWN_LOGGER ->
                        version5
                                ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5
                                : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
                },
                verdict.explain(userName));
    }
}
