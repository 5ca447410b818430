package io.busbar.standalone.door;

import io.busbar.standalone.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;

/** A Kafka broker as a program of its own, for tests: {@code DIRECTORY PORT}. Runs until its input ends or it is killed. */
final class BrokerProgram {

    private BrokerProgram() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedKafka broker = EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
            System.out.println("broker ready " + broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // nobody writes: the end of the input ends the broker
            }
        }
    }
}
