package io.busbar.standalone.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.ingest.FrontDoor;
import io.busbar.ingest.FrontDoorConfig;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.journal.Durability;
import io.busbar.measure.Catalogue;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.kafka.KafkaTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka is gone while loggers send at a steady rate, and comes back while they go on. It is gone for a quarter of a minute by default, since what
 * counts is how much faster the journal is relayed than it grows; {@code -Dbusbar.away=3600} says how many seconds.
 */
@LongRun
final class RelayCatchUpIT {

    private static final Logger LOG = LoggerFactory.getLogger(RelayCatchUpIT.class);
    private static final int AWAY_SECONDS = Integer.getInteger("busbar.away", 15);
    private static final int LOGGERS = 12;
    private static final int FRAMES_PER_SECOND_OF_EACH = 300;
    private static final int FRAMES_PER_SECOND = LOGGERS * FRAMES_PER_SECOND_OF_EACH;
    private static final double LEAST_RATIO = 3;
    private static final Duration LIMIT = Duration.ofMinutes(2).plusSeconds(AWAY_SECONDS);
    private static final int INTAKE_SECONDS = 5;
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private PausableBroker broker;
    private FrontDoor door;
    private LoggerFleet fleet;

    /** How much was acknowledged and how much relayed until a moment. */
    private record Progress(long nanos, long acknowledged, double relayed) {

        double intakePerSecond(Progress before) {
            return (acknowledged - before.acknowledged) / secondsSince(before);
        }

        double relayedPerSecond(Progress before) {
            return (relayed - before.relayed) / secondsSince(before);
        }

        double secondsSince(Progress before) {
            return (nanos - before.nanos) / (double) TimeUnit.SECONDS.toNanos(1);
        }
    }

    @BeforeEach
    void start() throws IOException {
        broker = PausableBroker.start(folder);
        KafkaTopics.ensure(broker.bootstrapServers());
        Map<String, String> keys = LoggerFleet.keys(LOGGERS);
        LoggerFleet.register(keys, broker.bootstrapServers());
        FrontDoorConfig config = FrontDoorConfig.of(
                        "127.0.0.1",
                        0,
                        0,
                        folder.resolve("journal"),
                        Durability.DISK,
                        broker.bootstrapServers(),
                        null,
                        null,
                        false)
                .withLimits(steadyRate());
        door = FrontDoor.start(config, Catalogue.load(), meters);
        fleet = LoggerFleet.start(keys, door.mqttPort(), door.tcpPort());
    }

    @AfterEach
    void end() throws IOException {
        // What a failed start left out is not there.
        if (fleet != null) {
            fleet.close();
        }
        if (door != null) {
            door.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void relaysThreeTimesAsFastAsTheLoggersSendUntilKafkaHasAll() throws Exception {
        await().atMost(LIMIT).until(() -> fleet.acknowledgedInAll() > 2 * FRAMES_PER_SECOND && isUpToDate());

        broker.kill();
        Progress gone = now();
        await().atMost(LIMIT).until(() -> now().secondsSince(gone) >= 1);
        // What Kafka had answered before it went is counted by now.
        Progress alone = now();
        await().atMost(LIMIT).until(() -> now().secondsSince(gone) >= AWAY_SECONDS);
        assertThat(now().relayed()).as("relayed to nobody").isEqualTo(alone.relayed());
        assertThat(now().intakePerSecond(gone))
                .as("frames a second without Kafka")
                .isGreaterThan(FRAMES_PER_SECOND / 2.0);
        assertThat(lagEntries()).isGreaterThan(AWAY_SECONDS * FRAMES_PER_SECOND / 2.0);
        assertThat(lagSeconds()).isBetween(AWAY_SECONDS - 1.0, AWAY_SECONDS + 10.0);

        broker.startAgain();
        await().atMost(LIMIT).pollInterval(OFTEN).until(() -> now().relayed() > alone.relayed());
        Progress back = now();
        double behind = lagEntries();
        await().atMost(LIMIT).pollInterval(OFTEN).until(this::isUpToDate);
        Progress caughtUp = now();
        LOG.info(
                "Kafka was away for {} s; {} entries behind were relayed in {} s: {} entries a second beside an intake of {}",
                (long) back.secondsSince(gone),
                (long) behind,
                caughtUp.secondsSince(back),
                (long) caughtUp.relayedPerSecond(back),
                (long) caughtUp.intakePerSecond(back));
        assertThat(caughtUp.relayedPerSecond(back))
                .as("entries relayed a second, of %s that loggers may send", FRAMES_PER_SECOND)
                .isGreaterThanOrEqualTo(LEAST_RATIO * FRAMES_PER_SECOND);
        // It is caught up within a second or so, in which one pause of the machine would count for a half.
        await().atMost(LIMIT).until(() -> now().secondsSince(back) >= INTAKE_SECONDS);
        assertThat(now().intakePerSecond(back))
                .as("frames a second from when Kafka is back")
                .isGreaterThan(FRAMES_PER_SECOND / 2.0);

        fleet.awaitProgress();
        fleet.end();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(lagEntries()).isZero());
        assertThat(lagSeconds()).isZero();
        TopicAudit topic = TopicAudit.of(broker.bootstrapServers());
        assertThat(topic.faults()).isEmpty();
        assertThat(topic.stored()).isEqualTo(fleet.acknowledged());
        assertThat(topic.sentAgain()).isZero();
    }

    /** No more is missing in Kafka than loggers send in a second. */
    private boolean isUpToDate() {
        return lagEntries() < FRAMES_PER_SECOND && lagSeconds() < 1;
    }

    private Progress now() {
        return new Progress(
                System.nanoTime(),
                fleet.acknowledgedInAll(),
                meters.get("busbar.relay.records").counter().count());
    }

    private double lagEntries() {
        return meters.get("busbar.relay.lag").gauge().value();
    }

    private double lagSeconds() {
        return meters.get("busbar.relay.lag.age").gauge().value();
    }

    /** Loggers send as fast as they can; the door reads each so often. */
    private static ConnectionLimits steadyRate() {
        ConnectionLimits others = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(
                others.maxConnections(),
                others.maxConnectionsPerAddress(),
                others.logInsPerSecondPerAddress(),
                FRAMES_PER_SECOND_OF_EACH,
                others.maxPendingFrames(),
                others.maxPendingBytes(),
                others.logInTimeout(),
                others.messageTimeout(),
                others.tcpIdleTimeout(),
                others.maxKeepAlive());
    }
}
