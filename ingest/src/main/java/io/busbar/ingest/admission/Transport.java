package io.busbar.ingest.admission;

/** How a frame came in. */
public enum Transport {
    MQTT("mqtt", false),
    MQTT_JSON("mqtt-json", true),
    TCP("tcp", false),
    TCP_JSON("tcp-json", true);

    private final String code;
    private final boolean json;

    Transport(String code, boolean json) {
        this.code = code;
        this.json = json;
    }

    /** Stable text for records and metrics. */
    public String code() {
        return code;
    }

    boolean json() {
        return json;
    }
}
