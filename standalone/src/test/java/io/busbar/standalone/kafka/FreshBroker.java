package io.busbar.standalone.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Kafka broker with Busbar's topics for one test class: {@code @RegisterExtension static final FreshBroker KAFKA = new FreshBroker();}.
 * Safe for concurrent use after it is registered.
 */
public final class FreshBroker implements BeforeAllCallback, AfterAllCallback {

    private @Nullable EmbeddedKafka broker;
    private Path directory = Path.of("");

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("kafka-");
        EmbeddedKafka started = EmbeddedKafka.start(directory);
        broker = started;
        KafkaTopics.ensure(started.bootstrapServers());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (broker != null) {
            broker.close();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> childrenFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : childrenFirst) {
                Files.deleteIfExists(path);
            }
        }
    }

    public String bootstrapServers() {
        if (broker == null) {
            throw new IllegalStateException("the broker is not started: register the extension in a static field");
        }
        return broker.bootstrapServers();
    }
}
