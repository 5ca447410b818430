package io.busbar.ingest.mqtt;

import io.busbar.fleet.SerialNumber;
import io.busbar.ingest.admission.Transport;
import org.jspecify.annotations.Nullable;

/** The topics of one logger: where it may publish, and what it may subscribe to. Immutable. */
record LoggerTopics(String frames, String framesJson, String commands) {

    static final String ROOT = "busbar/v1/";

    private static final String STATUS = "/status";

    static LoggerTopics of(String serialNumber) {
        String root = ROOT + serialNumber;
        return new LoggerTopics(root + "/frames", root + "/frames/json", root + "/commands");
    }

    String commandStatus(String id) {
        return commands + "/" + id + STATUS;
    }

    /** The id in the topic of an answer to a command; null when it is none. */
    @Nullable
    String answeredCommand(String topic) {
        int idStart = commands.length() + 1;
        int idEnd = topic.length() - STATUS.length();
        if (idEnd <= idStart || !topic.startsWith(commands + "/") || !topic.endsWith(STATUS)) {
            return null;
        }
        String id = topic.substring(idStart, idEnd);
        return SerialNumber.isValid(id) ? id : null;
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
