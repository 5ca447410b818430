package io.busbar.benchmarks.journal;

import io.busbar.standalone.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A Kafka broker as a process of its own: {@code DIRECTORY}. Prints where it listens, then runs until its standard input ends. Stateless.
 */
public final class BrokerProcess {

    static final String READY = "broker ";

    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedKafka broker = EmbeddedKafka.start(Path.of(arguments[0]))) {
            System.out.println(READY + broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // nobody writes: the end of the input ends the broker
            }
        }
    }
}
