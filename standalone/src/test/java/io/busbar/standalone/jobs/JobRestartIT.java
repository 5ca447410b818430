package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Frame;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job that is stopped and started again on the same checkpoints. */
@Tag("storage")
final class JobRestartIT {

    private static final String TIMES = "SELECT (extract(epoch FROM time) * 1000)::bigint - " + Fleet.START_MILLIS
            + " FROM bms_sample ORDER BY time";

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path checkpoints;

    @Test
    void remembersWhenALoggerWithoutClockBooted() throws Exception {
        consume(clockless(1, 10_000, 0));
        consume(clockless(2, 16_000, 6_900));
        assertThat(bench.database().rows(TIMES)).containsExactly("0", "6000");
    }

    @Test
    void goesOnWithoutItsMemoryWhenNoCheckpointCanBeRead() throws Exception {
        consume(Fleet.received(Fleet.frame("L0", 1, 0, 3_300)));
        truncateCheckpoints();
        consume(Fleet.received(Fleet.frame("L0", 2, 0, 3_300)));
        assertThat(bench.database().rows(TIMES)).containsExactly("6000", "12000");
    }

    private void consume(Received... frames) throws Exception {
        bench.topic().send(List.of(frames));
        try (RunningJob job = bench.start(checkpoints)) {
            job.awaitConsumed(bench.topic());
        }
    }

    private void truncateCheckpoints() throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            List<Path> metadata =
                    files.filter(file -> file.endsWith("_metadata")).toList();
            assertThat(metadata).isNotEmpty();
            for (Path file : metadata) {
                Files.write(file, new byte[0]);
            }
        }
    }

    private static Received clockless(long sequence, long uptimeMillis, long receivedAfterMillis) {
        Frame frame = new Frame(
                "L0", 7L, sequence, null, uptimeMillis, 0, false, List.of(Fleet.bms("BMS", 400_000, sequence)));
        return new Received(frame, Fleet.START_MILLIS + receivedAfterMillis);
    }
}
