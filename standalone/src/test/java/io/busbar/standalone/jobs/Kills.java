package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.postgres.ServerKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a part of the running system again and again under steady load, at random moments while rows are being written, and compares the
 * tables at the end with what an independent reader makes of the topic.
 *
 * <p>{@code -Dbusbar.kills=200} kills more often than the 20 times that all parts together are killed by default, {@code -Dbusbar.seed=…}
 * repeats the load and the moments of an earlier run. Confined to one thread.
 */
final class Kills {

    private static final Logger LOG = LoggerFactory.getLogger(Kills.class);
    private static final int DEFAULT_KILLS = 20;

    /** Where a server is only one more: every kill takes as long as on the first. */
    private static final int KILLS_ON_OTHER_SERVERS = 8;

    private static final int LONGEST_PAUSE_MILLIS = 1_500;

    /** What came late is judged again when no more of it comes. */
    private static final Duration ALARMS_LIMIT = Duration.ofSeconds(60);

    /** On values of {@link RandomFleet}, which jump: without delays they would flap with every frame. */
    private static final List<RandomRule> RULES = List.of(
            new RandomRule(RandomRule.Kind.CELL_HIGH, 1, 0, true, 0, 0, 2, false, true),
            new RandomRule(RandomRule.Kind.DIFFERENTIAL, 1, 0, true, 3_000, 1_000, 1, true, false),
            new RandomRule(RandomRule.Kind.SOC_LOW, 1, 0, true, 0, 2_000, 1, false, false));

    private final String bootstrapServers;
    private final SampleDatabase database;

    /** A part that can be killed. */
    interface Part {
        /** Ends it as {@code kill -9} does, and has it come back; it need not be back when this returns. */
        void kill(int number) throws Exception;

        /** Whether it is there and at work at the end. */
        boolean isRunning() throws Exception;
    }

    Kills(String bootstrapServers, SampleDatabase database) {
        this.bootstrapServers = bootstrapServers;
        this.database = database;
    }

    /** How often to kill a part that has so many of the default kills: the slower it comes back, the fewer. */
    static int count(int ofDefault) {
        int usual = ServerKind.chosen() == ServerKind.EMBEDDED ? DEFAULT_KILLS : KILLS_ON_OTHER_SERVERS;
        return Math.max(1, Integer.getInteger("busbar.kills", usual) * ofDefault / DEFAULT_KILLS);
    }

    private void announceRules() throws Exception {
        try (AlarmTopics topics = new AlarmTopics(bootstrapServers)) {
            for (RandomRule rule : RULES) {
                topics.rule(rule.id(), rule.version(), new String(rule.json(), StandardCharsets.UTF_8));
            }
        }
    }

    void run(int kills, Part part) throws Exception {
        long seed = Long.getLong("busbar.seed", System.nanoTime());
        LOG.info("{} kills, repeated by -Dbusbar.seed={}", kills, seed);
        Random random = new Random(seed);
        announceRules();
        TableGrowth growth = new TableGrowth(database);
        SteadyLoad load = SteadyLoad.start(bootstrapServers, seed);
        try {
            for (int kill = 1; kill <= kills; kill++) {
                growth.await();
                await().pollDelay(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)))
                        .until(load::isSending);
                LOG.info("kill {} of {} at {} rows", kill, kills, growth.rows());
                part.kill(kill);
            }
            growth.await();
        } finally {
            load.end();
        }
        try (FrameTopic topic = new FrameTopic(bootstrapServers)) {
            topic.awaitConsumed();
            assertThat(part.isRunning()).isTrue();
            List<Received> frames = topic.readAll();
            ExpectedTables.assertEqual(new StoredTables(database), frames, seed);
            SortedMap<String, String> alarms = TopicAlarms.expected(frames, RULES);
            await().atMost(ALARMS_LIMIT).untilAsserted(() -> assertThat(StoredAlarms.read(database))
                    .as("alarms, seed %d", seed)
                    .isEqualTo(alarms));
            assertThat(alarms).as("the load raises some").isNotEmpty();
            LOG.info("the tables equal the topic of {} frames, {} alarms", frames.size(), alarms.size());
        }
    }
}
