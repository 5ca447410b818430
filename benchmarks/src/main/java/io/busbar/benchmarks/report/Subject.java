package io.busbar.benchmarks.report;

import java.util.List;

/**
 * What a benchmark is about. Immutable.
 *
 * @param benchmark its name
 * @param notComparable where ours and the others' work differs
 */
record Subject(String benchmark, String title, String notComparable, List<Goal> goals) {

    /** In the order of the page. */
    static final List<Subject> ALL = List.of(
            of(
                    "codec",
                    "A frame from its bytes to the spread of its cells",
                    "The others read other forms of the frame, without a checksum, and look at none of the rules that Busbar's gate holds a frame to.",
                    Goal.ratio("vs_protobuf", 5),
                    Goal.ratio("vs_jackson", 30),
                    Goal.metricAtMost("busbar_bytes_per_frame", 0)),
            of(
                    "door",
                    "Frames through front doors over MQTT, and over Busbar's own protocol",
                    "Busbar checks a frame and has it on disk before it acknowledges, the brokers acknowledge from memory. They would hand it on to"
                            + " subscribers, of whom there are none. Client and server share the processors.",
                    Goal.ratio("vs_mosquitto", 4),
                    Goal.ratio("vs_moquette", 6),
                    Goal.ratio("tcp_vs_mosquitto", 12),
                    Goal.timesAtMost("busbar_ack_p99_micros_at_50_percent", "fdatasync_p99_micros", 5)),
            of(
                    "connections",
                    "Idle loggers on one door",
                    "Client and server are on one machine; what the kernel keeps for a socket is not counted.",
                    Goal.metricAtLeast("connections", 50_000)),
            of(
                    "journal",
                    "Records made durable",
                    "A Kafka broker does more with a record than a journal, and is asked over a socket.",
                    Goal.ratio("vs_kafka", 5),
                    Goal.ratio("vs_fsync_per_frame", 50),
                    Goal.timesAtMost("busbar_durable_p99_micros", "fdatasync_p99_micros", 3)),
            of(
                    "jobs",
                    "Alarms of a file of frames, the same of everybody",
                    "The loop and the naive job keep no notes for restarts beside Flink's checkpoints; the loop has none at all.",
                    Goal.ratio("vs_hand_loop", 0.25),
                    Goal.ratio("vs_naive", 6),
                    Goal.metricAtMost("checkpoints_cost_percent", 10)),
            of(
                    "storage",
                    "Rows into tables",
                    "QuestDB acknowledges what is visible, not what is on disk, and takes another protocol.",
                    Goal.ratio("vs_copy", 0.8),
                    Goal.ratio("vs_narrow_insert", 6),
                    Goal.ratio("vs_questdb", 1.5),
                    Goal.metricAtMost("columnstore_bytes_per_value", 0.8)),
            of(
                    "latest",
                    "The latest readings of a device",
                    "Busbar answers over HTTP after it has looked at the asking person's rights; the others are asked over their own protocols and have no rights.",
                    Goal.ratio("vs_distinct_on", 20),
                    Goal.ratio("vs_questdb", 5)),
            of(
                    "query",
                    "Questions to a day of a fleet",
                    "The others have no rights to look at.",
                    Goal.ratio("day_vs_questdb", 1),
                    Goal.ratio("rollup_vs_questdb", 1)),
            of(
                    "encode",
                    "One answer in each of its forms",
                    "Rows come from memory; the question to the database is not counted.",
                    Goal.ratio("arrow_vs_json", 10)),
            of(
                    "scope",
                    "The same questions with a measurement group and without",
                    "Both see what they ask for; the group leaves out two points that nobody asks for.",
                    Goal.ratioAtMost("overhead", 1.05)),
            of(
                    "path",
                    "Frames from socket to committed rows and alarms, everything on one machine",
                    "Generator, server, broker, job and database share the processors. Of the naive chain nothing is on disk when it is acknowledged, and it makes no roll-ups and no latest readings.",
                    Goal.ratio("vs_naive", 20),
                    Goal.metricAtMost("cpu_seconds_per_million_values", 1),
                    Goal.metricAtLeast("frames_per_second", 10_000),
                    Goal.metricAtMost("alarm_p99_ms_at_50_percent", 50)),
            of(
                    "sizing",
                    "How evenly fleets spread over partitions and subtasks",
                    "Nothing is measured: it is counted."));

    private static Subject of(String benchmark, String title, String notComparable, Goal... goals) {
        return new Subject(benchmark, title, notComparable, List.of(goals));
    }
}
