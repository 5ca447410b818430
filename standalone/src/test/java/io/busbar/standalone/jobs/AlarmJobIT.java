package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.alarm.Acknowledgement;
import io.busbar.alarm.AlarmDeed;
import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.Shelving;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.path.RecordedLogs;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.replay.RecordedFrames;
import io.busbar.topic.LoggerSettings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Alarms through the whole job: rules, frames and deeds come by topic, alarms are in the tables and on their topic. */
final class AlarmJobIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HEAD =
            "'name':'of a test','kind':'threshold','severity':'WARNING','scope':{'level':'everywhere'},'enabled':true,'version':1,"
                    + "'effectiveFrom':'1970-01-01T00:00:00Z'";

    /** In the words of the log. */
    private static final String STORY =
            "SELECT to_char(at AT TIME ZONE 'Europe/Chisinau', 'HH24:MI:SS') FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id"
                    + " WHERE a.rule_id = '%s' ORDER BY at";

    @TempDir
    private Path directory;

    private AlarmTopics topics;

    @BeforeEach
    void open() {
        topics = new AlarmTopics(KAFKA.bootstrapServers());
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void raisesAndClearsOnARecordedLogToTheSecond() throws Exception {
        String id = UUID.randomUUID().toString().substring(0, 8);
        rule(id + "-cell", "'point':'CELL_VOLTAGE','condition':'high','raise':3.5,'clear':3.45");
        rule(id + "-spread", "'point':'CELL_DIFFERENTIAL','condition':'high','raise':0.1,'clear':0.08");
        rule(
                id + "-spread-300",
                "'point':'CELL_DIFFERENTIAL','condition':'high','raise':0.1,'clear':0.08,'onDelaySeconds':300");
        rule(id + "-wide", "'point':'CELL_DIFFERENTIAL','condition':'high','raise':0.2,'clear':0.15");
        topics.announce(new LoggerSettings("REC", 6, "UTC"));
        List<Received> frames = new ArrayList<>();
        RecordedFrames.of(RecordedLogs.require("2026-08-09T11-28-32.csv"), "REC")
                .forEach(frame -> frames.add(Fleet.received(frame)));

        try (RunningJob job = bench.start(directory)) {
            awaitRules(id, 4);
            bench.topic().send(frames);
            job.awaitConsumed(bench.topic());
        }

        assertThat(story(id + "-cell")).containsExactly("16:05:01", "16:37:43", "18:21:26");
        assertThat(story(id + "-spread")).containsExactly("15:54:13", "16:38:49", "18:10:38");
        assertThat(story(id + "-spread-300")).containsExactly("15:59:13", "16:38:49", "18:15:39");
        assertThat(story(id + "-wide")).containsExactly("16:15:19", "16:28:01", "18:31:51", "19:42:34");
        assertThat(bench.database()
                        .rows("SELECT DISTINCT cell || ' ' || retroactive FROM alarm WHERE rule_id = '" + id
                                + "-cell'"))
                .as("the cell that leads")
                .containsExactly("7 false");
        assertTold();
    }

    @Test
    void takesDeedsOnceHoweverOftenTheyCome() throws Exception {
        String id = UUID.randomUUID().toString().substring(0, 8);
        rule(id, "'point':'CELL_VOLTAGE','condition':'high','raise':3.5,'clear':3.45");
        topics.announce(new LoggerSettings("L0", 5, "UTC"));
        try (RunningJob job = bench.start(directory)) {
            awaitRules(id, 1);
            bench.topic().send(List.of(Fleet.received(Fleet.frame("L0", 1, 0, 3_520))));
            await().atMost(LIMIT).until(() -> alarms(id).size() == 2);
            UUID alarm = UUID.fromString(bench.database()
                    .value("SELECT id FROM alarm WHERE device_sn = 'L0-BMS-01' AND rule_id = '" + id + "'"));
            long now = System.currentTimeMillis();

            AlarmDeed acknowledge = new AlarmDeed(alarm, new Acknowledgement("ana", now, "on it"));
            AlarmDeed shelve = new AlarmDeed(alarm, new Shelving("ana", now, now + 3_000, "known"));
            topics.deed(new AlarmDeed(new UUID(1, 1), new Acknowledgement("ana", now, "no such alarm")));
            topics.deed(acknowledge);
            topics.deed(acknowledge);
            topics.deed(shelve);

            await().atMost(LIMIT).until(() -> deeds(id).contains("shelved"));
            assertThat(bench.database()
                            .value(
                                    "SELECT acknowledged_by || ' ' || acknowledgement || ' ' || state FROM alarm WHERE id = '"
                                            + alarm + "'"))
                    .isEqualTo("ana on it ACTIVE");
            await().atMost(LIMIT).until(() -> deeds(id).contains("unshelved"));
            assertThat(deeds(id)).containsExactly("raised", "acknowledged", "shelved", "unshelved");
            assertThat(bench.database().value("SELECT count(*) FROM alarm WHERE shelved_until IS NOT NULL"))
                    .isEqualTo("0");
            job.awaitConsumed(bench.topic());
        }
        assertTold();
    }

    @Test
    void raisesForSilenceAndSuppressesWhatTheSilentOneSaid() throws Exception {
        String id = UUID.randomUUID().toString().substring(0, 8);
        rule(id + "-high", "'point':'CELL_VOLTAGE','condition':'high','raise':3.5,'clear':3.45");
        topics.rule(
                id + "-silence",
                1,
                "{'id':'" + id + "-silence'," + HEAD.replace("threshold", "silence")
                        + ",'deviceTypes':[1,21],'minSamples':3}");
        topics.announce(new LoggerSettings("S0", 60, "UTC"));
        topics.announce(new LoggerSettings("S1", 60, "UTC"));
        long start = Fleet.START_MILLIS;
        try (RunningJob job = bench.start(directory)) {
            awaitRules(id, 2);
            bench.topic()
                    .send(List.of(
                            new Received(Fleet.frame("S0", 0, 0, 3_520), start),
                            new Received(Fleet.frame("S1", 0, 0, 3_300), start)));
            await().atMost(LIMIT).until(() -> alarms(id + "-high").size() == 2);
            for (int second = 0; second <= 180; second += 9) {
                topics.mark(start + second * 1_000L);
            }
            bench.topic().send(List.of(new Received(Fleet.frame("S1", 1, 0, 3_300), start + 179_000)));
            topics.mark(start + 181_000);

            await().atMost(LIMIT).until(() -> silences(id + "-silence").size() == 2);
            assertThat(silences(id + "-silence"))
                    .containsExactly("S0 ACTIVE 180 suppressed=none", "S0-BMS ACTIVE 180 suppressed=S0");
            assertThat(suppressions(id + "-high"))
                    .as("they stay open")
                    .containsExactly("S0-BMS-01 ACTIVE OFFLINE", "S0-BMS-02 ACTIVE OFFLINE");

            rule(id + "-later", "'point':'CELL_VOLTAGE','condition':'high','raise':3.51,'clear':3.45");
            await().atMost(LIMIT).until(() -> alarms(id + "-later").size() == 2);
            assertThat(suppressions(id + "-later"))
                    .as("found while it is silent")
                    .containsExactly("S0-BMS-01 ACTIVE OFFLINE", "S0-BMS-02 ACTIVE OFFLINE");

            bench.topic().send(List.of(new Received(Fleet.frame("S0", 2, 0, 3_520), start + 200_000)));
            await().atMost(LIMIT).until(() -> silences(id + "-silence")
                    .equals(List.of("S0 CLEARED 180 suppressed=none", "S0-BMS CLEARED 180 suppressed=S0")));
            await().atMost(LIMIT).until(() -> bench.database()
                    .value("SELECT count(*) FROM alarm WHERE kind = 'value' AND suppressed_why IS NOT NULL")
                    .equals("0"));
            assertThat(bench.database()
                            .rows("SELECT DISTINCT type || ' ' || (event->'data'->>'sequence') FROM alarm_event"
                                    + " WHERE type IN ('suppressed', 'unsuppressed') ORDER BY 1"))
                    .as("each counts what the same alarm did alone")
                    .containsExactly("suppressed 1", "unsuppressed 1");
            job.awaitConsumed(bench.topic());
        }
        assertTold();
    }

    /** What is in the table of events is on the topic, and nothing else. */
    private void assertTold() throws SQLException {
        List<String> onTopic =
                topics.events().stream().map(event -> event.id().toString()).toList();
        List<String> stored = bench.database().rows("SELECT id FROM alarm_event");
        assertThat(stored).isNotEmpty();
        assertThat(onTopic).containsAll(stored);
        assertThat(bench.database().rows("SELECT id FROM alarm_event WHERE NOT published"))
                .isEmpty();
        assertThat(topics.events().stream()
                        .filter(event -> stored.contains(event.id().toString()))
                        .map(AlarmEvent::id))
                .as("without a restart each is told once")
                .hasSize(new HashSet<>(stored).size());
    }

    private void rule(String id, String fields) throws Exception {
        topics.rule(id, 1, "{'id':'" + id + "'," + HEAD + "," + fields + "}");
    }

    private void awaitRules(String prefix, int count) {
        await().atMost(LIMIT).until(() -> bench.database()
                .value("SELECT count(*) FROM job_alarm_rule WHERE id LIKE '" + prefix + "%'")
                .equals("" + count));
    }

    private List<String> story(String rule) throws SQLException {
        return bench.database().rows(STORY.formatted(rule));
    }

    private List<String> alarms(String rule) throws SQLException {
        return bench.database().rows("SELECT device_sn FROM alarm WHERE rule_id = '" + rule + "'");
    }

    private List<String> deeds(String rule) throws SQLException {
        return bench.database()
                .rows("SELECT type FROM alarm_event e JOIN alarm a ON a.id = e.alarm_id WHERE device_sn = 'L0-BMS-01'"
                        + " AND rule_id = '" + rule + "' ORDER BY seq");
    }

    private List<String> suppressions(String rule) throws SQLException {
        return bench.database()
                .rows("SELECT device_sn || ' ' || state || ' ' || suppressed_why FROM alarm WHERE rule_id = '" + rule
                        + "' ORDER BY 1");
    }

    private List<String> silences(String rule) throws SQLException {
        return bench.database()
                .rows("SELECT a.device_sn || ' ' || a.state || ' ' || (extract(epoch FROM a.raised_at) - "
                        + Fleet.START_MILLIS / 1_000
                        + ")::int || ' suppressed=' || coalesce(s.device_sn, 'none')"
                        + " FROM alarm a LEFT JOIN alarm s ON s.id = a.suppressed_by WHERE a.rule_id = '" + rule
                        + "' ORDER BY 1");
    }
}
