package io.busbar.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the checkpoint that a restarted job goes on from. Stateless. */
final class Checkpoints {

    /** Flink writes it last: a checkpoint without it is not complete. */
    private static final String METADATA = "_metadata";

    private Checkpoints() {}

    /** The complete checkpoints below a directory ({@code JOB/chk-N/_metadata}), the newest first. */
    static List<Path> newestFirst(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory, 3)) {
            return files.filter(file -> file.endsWith(METADATA))
                    .sorted(Comparator.comparing(Checkpoints::writtenAt).reversed())
                    .map(Path::getParent)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for checkpoints in " + directory, e);
        }
    }

    private static FileTime writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
