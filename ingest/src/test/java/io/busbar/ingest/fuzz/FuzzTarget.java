package io.busbar.ingest.fuzz;

import io.busbar.ingest.mqtt.MqttFuzz;
import io.busbar.ingest.tcp.TcpFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is fuzzed, and with how many of a hundred inputs: those that cost least get most. Immutable. */
enum FuzzTarget {
    BINARY_FRAME(BinaryFrameFuzz.class, 40),
    JSON_FRAME(JsonFrameFuzz.class, 15),
    TCP(TcpFuzz.class, 40),
    MQTT(MqttFuzz.class, 5);

    private static final Path RESOURCES = Path.of("src", "test", "resources", "io", "busbar", "ingest", "fuzz");

    final Class<?> program;
    final int sharePercent;

    FuzzTarget(Class<?> program, int sharePercent) {
        this.program = program;
        this.sharePercent = sharePercent;
    }

    /** @throws AssertionError when the target finds something wrong */
    void run(byte[] input) {
        switch (this) {
            case BINARY_FRAME -> BinaryFrameFuzz.fuzzerTestOneInput(input);
            case JSON_FRAME -> JsonFrameFuzz.fuzzerTestOneInput(input);
            case TCP -> TcpFuzz.fuzzerTestOneInput(input);
            case MQTT -> MqttFuzz.fuzzerTestOneInput(input);
        }
    }

    /** Where its inputs are kept: some to begin with, and those that once found something. */
    Path inputs() {
        return RESOURCES.resolve(program.getSimpleName() + "Inputs");
    }

    List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(inputs())) {
            all.sorted().forEach(files::add);
        } catch (IOException e) {
            throw new IllegalStateException("no inputs of " + this + " in " + inputs().toAbsolutePath(), e);
        }
        return files;
    }
}
