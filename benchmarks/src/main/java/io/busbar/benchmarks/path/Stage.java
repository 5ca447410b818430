package io.busbar.benchmarks.path;

import java.util.List;

/** A part of the path, told by the names of its threads. Immutable. */
enum Stage {
    DOOR(List.of("vert.x-eventloop", "journal", "group-sync", "front-door", "registry", "mqtt", "tcp")),
    RELAY(List.of("relay", "kafka-producer-network-thread | busbar-relay")),
    KAFKA(List.of(
            "data-plane-kafka",
            "kafka-log",
            "kafka-request",
            "kafka-scheduler",
            "broker-",
            "controller-",
            "executor-",
            "quorum-",
            "raft-",
            "group-coordinator",
            "share-coordinator",
            "expirationreaper",
            "main-broker")),
    FLINK_SOURCE(List.of("source: ", "source data fetcher", "kafka-")),
    SAMPLES_AND_TABLES(List.of("samples", "tables", "rows-", "alarm", "roll-up", "rollup", "latest")),
    REST_OF_FLINK(List.of("flink-", "jobmanager", "taskmanager", "pekko", "checkpoint", "async")),
    OTHER_THREADS(List.of(""));

    private final List<String> prefixes;

    Stage(List<String> prefixes) {
        this.prefixes = prefixes;
    }

    /** Of a thread with this name, in lower case. */
    static Stage of(String thread) {
        for (Stage stage : values()) {
            if (stage.prefixes.stream().anyMatch(thread::startsWith)) {
                return stage;
            }
        }
        throw new IllegalStateException("every name begins with nothing");
    }
}
