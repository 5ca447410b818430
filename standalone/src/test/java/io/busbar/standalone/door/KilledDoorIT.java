package io.busbar.standalone.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.storage.ChildJvm;
import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The front door is killed with -9 again and again, at random moments while loggers send as fast as they can, and started again on its
 * journal. Three times by default; {@code -Dbusbar.kills=50} says how often, {@code -Dbusbar.seed=…} repeats the pauses of an earlier run.
 */
@LongRun
final class KilledDoorIT {

    private static final Logger LOG = LoggerFactory.getLogger(KilledDoorIT.class);
    private static final int DEFAULT_KILLS = 3;
    private static final int LOGGERS = 12;
    private static final int LONGEST_PAUSE_MILLIS = 1_500;

    /**
     * The relay passes over what Kafka has of it. What a broker took from the connection of the killed door only after it was asked comes again: at
     * most the requests that a producer has in flight.
     */
    private static final long MOST_RELAYED_AGAIN_PER_KILL = 2_000;

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @TempDir
    private Path directory;

    @Test
    void losesNothingAcknowledgedKeepsTheOrderAndShowsNoRepeat() throws Exception {
        int kills = Integer.getInteger("busbar.kills", DEFAULT_KILLS);
        long seed = Long.getLong("busbar.seed", System.nanoTime());
        LOG.info("{} kills of the front door, repeated by -Dbusbar.seed={}", kills, seed);
        Map<String, String> keys = LoggerFleet.keys(LOGGERS);
        LoggerFleet.register(keys, KAFKA.bootstrapServers());
        try (KillableDoor door = new KillableDoor();
                LoggerFleet fleet = LoggerFleet.start(keys, door.mqttPort, door.tcpPort)) {
            Random random = new Random(seed);
            for (int kill = 1; kill <= kills; kill++) {
                fleet.awaitProgress();
                await().pollDelay(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)))
                        .until(() -> true);
                door.kill();
                LOG.info("kill {} of {} at {} acknowledged frames", kill, kills, fleet.acknowledgedInAll());
                door.start();
            }
            fleet.awaitProgress();
            fleet.end();
            assertThat(fleet.loggers()).allSatisfy(logger -> assertThat(logger.logIns())
                    .as("log-ins of %s", logger.serialNumber())
                    .isGreaterThan(kills));

            TopicAudit topic = awaitStored(fleet);
            assertThat(topic.faults()).as("seed %d", seed).isEmpty();
            assertThat(topic.stored()).as("seed %d", seed).isEqualTo(fleet.acknowledged());
            assertThat(topic.sentAgain()).isLessThanOrEqualTo((long) kills * fleet.underWay());
            assertThat(topic.relayedAgain()).isLessThanOrEqualTo(kills * MOST_RELAYED_AGAIN_PER_KILL);

            long rows = awaitRows(fleet.acknowledgedInAll());
            LOG.info(
                    "killed {} times: acknowledged={} stored={} lost=0; repeated in Kafka: sent again={} relayed again={}; rows={} doubled in tables=0",
                    kills,
                    fleet.acknowledgedInAll(),
                    topic.records() - topic.sentAgain() - topic.relayedAgain(),
                    topic.sentAgain(),
                    topic.relayedAgain(),
                    rows);
        }
    }

    /** The topic, when the relay has brought everything into it. */
    private static TopicAudit awaitStored(LoggerFleet fleet) {
        TopicAudit[] topic = new TopicAudit[1];
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    topic[0] = TopicAudit.of(KAFKA.bootstrapServers());
                    return !topic[0].faults().isEmpty() || topic[0].stored().equals(fleet.acknowledged());
                });
        return topic[0];
    }

    /** Has a job put the topic into the tables, and returns how many rows the packs have: one a frame, with what the frame says. */
    private long awaitRows(long frames) throws Exception {
        DatabaseConfig database = new DatabaseConfig(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password());
        JobClient job = StreamJob.startEmbedded(new StreamJobConfig(
                KAFKA.bootstrapServers(), database, directory.resolve("checkpoints"), Duration.ofSeconds(1), 2));
        try {
            await().atMost(Duration.ofMinutes(20))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> PackRows.count(POSTGRES) >= frames);
        } finally {
            job.cancel().get(30, TimeUnit.SECONDS);
        }
        PackRows.requireNumbered(POSTGRES);
        assertThat(PackRows.count(POSTGRES)).isEqualTo(frames);
        return frames;
    }

    /** Confined to one thread. */
    private final class KillableDoor implements AutoCloseable {

        private final int mqttPort = LoopbackPort.free();
        private final int tcpPort = LoopbackPort.free();
        private Process process;
        private int starts;

        KillableDoor() throws IOException {
            process = launch();
        }

        void start() throws IOException {
            process = launch();
        }

        void kill() {
            assertThat(process.isAlive()).as("the door ended by itself").isTrue();
            process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }

        private Process launch() throws IOException {
            return ChildJvm.builder(
                            DoorProgram.class,
                            directory.resolve("journal").toString(),
                            KAFKA.bootstrapServers(),
                            Integer.toString(mqttPort),
                            Integer.toString(tcpPort))
                    .redirectOutput(
                            directory.resolve("door-" + starts++ + ".log").toFile())
                    .start();
        }
    }
}
