package io.busbar.benchmarks.path;

import java.util.regex.Pattern;

/** A part of the path, told by the names of its threads. Immutable. */
enum Stage {
    DOOR("vert.x-eventloop|journal|group-sync|front-door|registry|mqtt|tcp"),
    RELAY("relay|kafka-producer-network-thread \\| busbar-relay"),
    KAFKA(
            "data-plane-kafka|kafka-log|kafka-request|kafka-scheduler|broker-|controller-|executor-|quorum-|raft-|group-coordinator"
                    + "|share-coordinator|expirationreaper"),
    FLINK_SOURCE("source: |source data fetcher|kafka-"),
    SAMPLES_AND_TABLES("samples|tables|rows-|alarm|roll-up|rollup|latest"),
    REST_OF_FLINK("flink-|jobmanager|taskmanager|pekko|checkpoint|async"),
    OTHER_THREADS("");

    private final Pattern beginnings;

    Stage(String beginnings) {
        this.beginnings = Pattern.compile(beginnings);
    }

    /** Of a thread with this name, in lower case. */
    static Stage of(String thread) {
        for (Stage stage : values()) {
            if (stage.beginnings.matcher(thread).lookingAt()) {
                return stage;
            }
        }
        throw new IllegalStateException("every name begins with nothing");
    }
}
