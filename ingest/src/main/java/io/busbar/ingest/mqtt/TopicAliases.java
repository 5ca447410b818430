package io.busbar.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/** The numbers that a client gave to topics on this connection, MQTT 5.0 §3.3.2.3.4. Confined to the connection's event loop. */
final class TopicAliases {

    /** More than a logger has topics. */
    static final int MAXIMUM = 8;

    /** A longer topic is refused whatever its end is, so that no more of it need be kept. */
    private static final int MAX_KEPT_CHARS = 256;

    private final @Nullable String[] topics = new @Nullable String[MAXIMUM + 1];

    static boolean isAllowed(int alias) {
        return alias >= 1 && alias <= MAXIMUM;
    }

    void put(int alias, String topic) {
        topics[alias] = topic.length() > MAX_KEPT_CHARS ? topic.substring(0, MAX_KEPT_CHARS) : topic;
    }

    /** Null when the alias was not given to a topic. */
    @Nullable
    String topic(int alias) {
        return topics[alias];
    }
}
