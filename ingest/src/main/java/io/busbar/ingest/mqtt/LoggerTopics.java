package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.Transport;
import org.jspecify.annotations.Nullable;

/** The topics of one logger: where it may publish, and what it may subscribe to. Immutable. */
record LoggerTopics(String frames, String framesJson, String commands) {

    static final String ROOT = "busbar/v1/";

    static LoggerTopics of(String serialNumber) {
        String root = ROOT + serialNumber;
        return new LoggerTopics(root + "/frames", root + "/frames/json", root + "/commands");
    }

    /** Null when the logger may not publish there. */
    @Nullable
    Transport transport(String topic) {
        if (topic.equals(frames)) {
            return Transport.MQTT;
        }
        return topic.equals(framesJson) ? Transport.MQTT_JSON : null;
    }
}
