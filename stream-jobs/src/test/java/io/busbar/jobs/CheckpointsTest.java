package io.busbar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {

    @TempDir
    private Path directory;

    @Test
    void findsCompleteCheckpointsOfAllJobsNewestFirst() throws IOException {
        Path old = checkpoint("job-a/chk-9", 1_000);
        Path newest = checkpoint("job-b/chk-2", 3_000);
        Path middle = checkpoint("job-b/chk-1", 2_000);
        Files.createDirectories(directory.resolve("job-b/chk-3"));
        Files.createDirectories(directory.resolve("job-b/shared"));
        assertThat(Checkpoints.newestFirst(directory)).containsExactly(newest, middle, old);
    }

    @Test
    void findsNoneWhereNoJobRanYet() {
        assertThat(Checkpoints.newestFirst(directory)).isEmpty();
        assertThat(Checkpoints.newestFirst(directory.resolve("absent"))).isEmpty();
    }

    private Path checkpoint(String path, long writtenAtMillis) throws IOException {
        Path checkpoint = Files.createDirectories(directory.resolve(path));
        Path metadata = Files.write(checkpoint.resolve("_metadata"), new byte[] {1});
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenAtMillis));
        return checkpoint;
    }
}
