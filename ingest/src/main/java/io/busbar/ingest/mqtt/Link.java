package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.ConnectionEnd;
import io.netty.handler.codec.mqtt.MqttReasonCodes;

/** How the parts of a connection end it. Confined to its event loop. */
interface Link {

    /** Tells a client of version 5 why, and closes. */
    void disconnect(MqttReasonCodes.Disconnect code, String why, ConnectionEnd how);

    /** Closes without a word: all that earlier versions have. */
    void close(ConnectionEnd how);
}
