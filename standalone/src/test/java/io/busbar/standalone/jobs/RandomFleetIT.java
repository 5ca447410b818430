package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.Seeds;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.BreakingDriver;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any fleet, in any order, with duplicates, against the plain expectation. {@code -Dbusbar.cases=…} tries more. */
@Tag("storage")
final class RandomFleetIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path directory;

    static LongStream seeds() {
        return Seeds.usually(4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void leavesTheTablesThatSortedFramesWouldLeave(long seed) throws Exception {
        findsTheTablesOfSortedFrames(seed);
    }

    @Test
    void leavesTheSameWhenConnectionsBreak() throws Exception {
        bench.connectBy(BreakingDriver::breaking);
        assertThat(BreakingDriver.during(5, () -> findsTheTablesOfSortedFrames(5)))
                .isPositive();
    }

    private void findsTheTablesOfSortedFrames(long seed) throws Exception {
        List<Received> frames = new RandomFleet(seed).frames(5, 80);
        List<Received> sent = new ArrayList<>(frames);
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            sent.add(frames.get(random.nextInt(frames.size())));
        }
        Collections.shuffle(sent, random);
        int firstPart = random.nextInt(sent.size());
        bench.consume(directory.resolve("a"), sent.subList(0, firstPart));
        bench.consume(directory.resolve("b"), sent.subList(firstPart, sent.size()));

        StoredTables stored = new StoredTables(bench.database());
        assertThat(stored.samples()).as("samples, seed %d", seed).isEqualTo(ExpectedTables.samples(frames));
        assertThat(stored.latest()).as("latest, seed %d", seed).isEqualTo(ExpectedTables.latest(frames));
    }
}
