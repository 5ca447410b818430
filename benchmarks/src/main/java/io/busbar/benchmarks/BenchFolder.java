package io.busbar.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for everything that a benchmark keeps, empty at first. Closing deletes it. Confined to one thread. */
record BenchFolder(Path path) implements AutoCloseable {

    /** {@code module/target/bench/NAME}. */
    static BenchFolder create(Path module, String benchmark) throws IOException {
        BenchFolder folder =
                new BenchFolder(module.resolve("target").resolve("bench").resolve(benchmark));
        folder.close();
        Files.createDirectories(folder.path);
        return folder;
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> contents;
        try (Stream<Path> paths = Files.walk(path)) {
            contents = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : contents) {
            Files.deleteIfExists(each);
        }
    }
}
