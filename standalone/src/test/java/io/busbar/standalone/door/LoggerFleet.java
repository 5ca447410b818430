package io.busbar.standalone.door;

import io.busbar.fleet.ScramVerifier;
import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.standalone.dialect.MqttDialect;
import io.busbar.standalone.dialect.TcpDialect;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** Loggers that send as fast as they can, half of them over MQTT and half over TCP. Confined to one thread, its loggers have their own. */
final class LoggerFleet implements AutoCloseable {

    static final int MQTT_WINDOW = 64;
    static final int TCP_WINDOW = 256;

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final List<LoadLogger> loggers = new ArrayList<>();

    private LoggerFleet() {}

    /** Starts a logger for each key, by serial number. */
    static LoggerFleet start(Map<String, String> keys, int mqttPort, int tcpPort) {
        LoggerFleet fleet = new LoggerFleet();
        keys.forEach((serialNumber, key) -> {
            boolean isMqtt = fleet.loggers.size() % 2 == 0;
            fleet.loggers.add(
                    isMqtt
                            ? new LoadLogger(serialNumber, new MqttDialect(serialNumber, key), mqttPort, MQTT_WINDOW)
                            : new LoadLogger(serialNumber, new TcpDialect(serialNumber, key), tcpPort, TCP_WINDOW));
        });
        fleet.loggers.forEach(LoadLogger::start);
        return fleet;
    }

    /** Keys of {@code count} loggers, by serial number. */
    static Map<String, String> keys(int count) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (int logger = 0; logger < count; logger++) {
            keys.put(
                    "LOAD%04d".formatted(logger),
                    "the key of logger %d, as long as a key is, or longer".formatted(logger));
        }
        return keys;
    }

    /** Says to the doors that read this Kafka that these loggers may send. */
    static void register(Map<String, String> keys, String bootstrapServers) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            keys.forEach((serialNumber, key) -> {
                LoggerRegistration registration = new LoggerRegistration(
                        serialNumber,
                        LoggerRegistry.keySha256(key),
                        true,
                        ScramVerifier.of(key, new byte[ScramVerifier.SALT_BYTES], ScramVerifier.ITERATIONS));
                var unused = producer.send(new ProducerRecord<>(
                        Topics.LOGGER_REGISTRY, serialNumber.getBytes(StandardCharsets.UTF_8), registration.encode()));
            });
        }
    }

    /** Frames that are under way at most. */
    int underWay() {
        return loggers.size() / 2 * (MQTT_WINDOW + TCP_WINDOW);
    }

    /** Returns when every logger had a frame acknowledged that was not when this was called. */
    void awaitProgress() {
        Map<String, Long> before = acknowledged();
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> loggers.stream()
                .allMatch(logger -> {
                    logger.requireSound();
                    return logger.acknowledged() > before.getOrDefault(logger.serialNumber(), 0L);
                }));
    }

    /** How many frames of each logger are acknowledged: those with smaller numbers. */
    SortedMap<String, Long> acknowledged() {
        SortedMap<String, Long> acknowledged = new TreeMap<>();
        loggers.forEach(logger -> acknowledged.put(logger.serialNumber(), logger.acknowledged()));
        return acknowledged;
    }

    long acknowledgedInAll() {
        return loggers.stream().mapToLong(LoadLogger::acknowledged).sum();
    }

    List<LoadLogger> loggers() {
        return List.copyOf(loggers);
    }

    /** Returns when everything that was sent is acknowledged, with nothing new after it. */
    void end() {
        loggers.forEach(LoadLogger::end);
        Awaitility.await().atMost(LIMIT).until(() -> loggers.stream().allMatch(LoadLogger::hasEnded));
        loggers.forEach(LoadLogger::requireSound);
    }

    @Override
    public void close() {
        loggers.forEach(LoadLogger::abandon);
    }
}
