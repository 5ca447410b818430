package io.busbar.benchmarks.journal;

import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.standalone.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A Kafka broker as a process of its own: {@code DIRECTORY}. Says where it listens. Stateless.
 */
public final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedKafka broker = EmbeddedKafka.start(Path.of(arguments[0]))) {
            BusbarProgram.serve(broker.bootstrapServers());
        }
    }
}
