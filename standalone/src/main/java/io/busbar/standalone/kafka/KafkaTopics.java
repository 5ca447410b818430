package io.busbar.standalone.kafka;

import io.busbar.topic.Topics;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics of Busbar on a Kafka cluster. Stateless. */
public final class KafkaTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Who follows a compacted topic reads it from its start: small segments keep short what is not compacted yet. */
    private static final Map<String, String> COMPACTED = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_BYTES_CONFIG,
            "16777216",
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.2");

    private KafkaTopics() {}

    /**
     * Creates the topics that are missing, with the cluster's default replication; those that exist stay as they are.
     *
     * @throws IOException with one line for the user, when the cluster does not answer or refuses
     */
    public static void ensure(String bootstrapServers) throws IOException {
        ensure(bootstrapServers, LIMIT);
    }

    static void ensure(String bootstrapServers, Duration limit) throws IOException {
        List<NewTopic> topics = Topics.all().stream().map(KafkaTopics::describe).toList();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                "busbar-topics",
                "default.api.timeout.ms",
                (int) limit.toMillis(),
                "request.timeout.ms",
                (int) limit.toMillis() / 2);
        try (Admin admin = Admin.create(settings)) {
            for (Map.Entry<String, KafkaFuture<Void>> created :
                    admin.createTopics(topics).values().entrySet()) {
                await(created.getKey(), created.getValue(), limit);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable reason = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new IOException("cannot create topics on Kafka " + bootstrapServers + ": " + reason.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while creating topics").initCause(e);
        }
    }

    private static NewTopic describe(Topics.Topic topic) {
        // -1 lets the cluster decide how many replicas it keeps.
        NewTopic described = new NewTopic(topic.name(), topic.partitions(), (short) -1);
        return described.configs(
                topic.compacted()
                        ? COMPACTED
                        : Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE));
    }

    private static void await(String topic, KafkaFuture<Void> created, Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            created.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("created topic {}", topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
