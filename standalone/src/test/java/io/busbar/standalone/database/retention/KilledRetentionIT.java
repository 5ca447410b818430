package io.busbar.standalone.database.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.storage.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at random moments of an export. */
@LongRun
@Tag("storage")
final class KilledRetentionIT {

    @RegisterExtension
    static final FreshDatabase DATABASE = new FreshDatabase();

    private static final String NOW = "2026-03-12T12:00:00Z";
    private static final int MOST_KILLS = 20;
    private static final long SEED = 42;

    private final OldSamples samples = new OldSamples(DATABASE::connect);

    @TempDir
    Path folder = Path.of("");

    @Test
    void leavesEveryRowInTheTableOrInACompleteFile() throws Exception {
        samples.refill();
        samples.keep(RetainedTable.BMS_SAMPLE, 1, folder);
        SortedSet<String> before = samples.rows();
        Random random = new Random(SEED);
        int kills = 0;
        while (kills < MOST_KILLS && killedAfter(random.nextInt(1, 4))) {
            kills++;
            SortedSet<String> all = samples.rows();
            all.addAll(OldSamples.exportedRows(folder));
            assertThat(all).as("seed %d, kill %d", SEED, kills).isEqualTo(before);
        }
        assertThat(kills).as("killed while it exported and while it removed").isBetween(5, MOST_KILLS);
        samples.run(NOW);
        assertThat(samples.rows()).isEmpty();
        assertThat(new TreeSet<>(OldSamples.exportedRows(folder))).isEqualTo(before);
        assertThat(samples.value("SELECT late_rows FROM storage_retention")).isEqualTo("0");
    }

    /** Returns false when it ended before it got so far. */
    private boolean killedAfter(int steps) throws Exception {
        long goal = steps() + steps;
        Process program = ChildJvm.builder(
                        RetentionProgram.class, DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password(), NOW)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Awaitility.await()
                    .atMost(2, TimeUnit.MINUTES)
                    .pollDelay(0, TimeUnit.MILLISECONDS)
                    .pollInterval(2, TimeUnit.MILLISECONDS)
                    .until(() -> !program.isAlive() || steps() >= goal);
            return program.isAlive();
        } finally {
            program.destroyForcibly().waitFor();
            awaitEndOfSession();
        }
    }

    /** Files that were begun, and days that were removed. */
    private long steps() throws Exception {
        long files = 0;
        Path exports = folder.resolve("bms_sample");
        if (Files.isDirectory(exports)) {
            try (Stream<Path> begun = Files.list(exports)) {
                files = begun.count();
            }
        }
        return files + Long.parseLong(samples.value("SELECT count(removed_at) FROM retention_slice"));
    }

    /** The server notices a little later that its client is dead. */
    private void awaitEndOfSession() {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> samples.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()")
                .equals("0"));
    }
}
