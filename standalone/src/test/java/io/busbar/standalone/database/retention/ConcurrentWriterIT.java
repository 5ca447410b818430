package io.busbar.standalone.database.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Somebody writes late rows, and replaces rows, while retention exports and removes them. */
@LongRun
@Tag("storage")
final class ConcurrentWriterIT {

    @RegisterExtension
    static final FreshDatabase DATABASE = new FreshDatabase();

    private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");
    private static final int ROWS_PER_TRANSACTION = 5;
    private static final int LEAST_TRANSACTIONS = 400;
    private static final int RUNS = 12;
    private static final long SEED = 7;

    /** So that the writer's rows win over those that are there. */
    private static final long ABOVE_RANDOM = 0xFFFF_FFFF_0000_0000L;

    private final Map<String, UUID> committed = new TreeMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private long precedence;
    private int transactions;

    @TempDir
    Path folder = Path.of("");

    @Test
    void leavesEveryRowInTheTableOrInAFile() throws Exception {
        OldSamples samples = new OldSamples(DATABASE::connect);
        samples.refill();
        samples.keep(RetainedTable.BMS_SAMPLE, 5, folder);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(this::write);
        for (int run = 0; run < RUNS; run++) {
            samples.run("2026-03-%02dT12:00:00Z".formatted(8 + run / 3));
        }
        stopped.set(true);
        writing.join();
        samples.run("2026-03-12T00:00:00Z");

        SortedSet<String> left = samples.rows();
        assertThat(left).noneMatch(row -> row.compareTo("1,2026-03-07") < 0);
        left.addAll(OldSamples.exportedRows(folder));
        assertThat(transactions).isGreaterThanOrEqualTo(LEAST_TRANSACTIONS);
        assertThat(committed).hasSizeGreaterThan(LEAST_TRANSACTIONS);
        assertThat(committed.entrySet().stream().map(row -> row.getKey() + "," + row.getValue()))
                .filteredOn(row -> !left.contains(row))
                .isEmpty();
        assertThat(Long.parseLong(samples.value("SELECT late_rows FROM storage_retention")))
                .isPositive();
    }

    private void write() {
        Random random = new Random(SEED);
        while (!stopped.get() || transactions < LEAST_TRANSACTIONS) {
            Map<String, UUID> rows = new TreeMap<>();
            for (int i = 0; i < ROWS_PER_TRANSACTION; i++) {
                Instant at = FIRST.plus(random.nextInt(10 * 24 * 12) * 5L, ChronoUnit.MINUTES);
                rows.put(1 + random.nextInt(2) + "," + text(at), new UUID(ABOVE_RANDOM + ++precedence, 0));
            }
            boolean done = false;
            while (!done) {
                done = commit(rows);
            }
            committed.putAll(rows);
            transactions++;
        }
    }

    /** As the stream job: whatever the database says against the moment, it is tried again. */
    private static boolean commit(Map<String, UUID> rows) {
        try (Connection connection = DATABASE.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO bms_sample AS old VALUES (?::int, ?::timestamptz, now(), ?, 0, 0, 1)"
                                + " ON CONFLICT (bms_id, time) DO UPDATE SET precedence = excluded.precedence,"
                                + " voltage_mv = excluded.voltage_mv WHERE excluded.precedence > old.precedence")) {
            connection.setAutoCommit(false);
            for (Map.Entry<String, UUID> row : rows.entrySet()) {
                String[] key = row.getKey().split(",");
                statement.setString(1, key[0]);
                statement.setString(2, key[1]);
                statement.setObject(3, row.getValue());
                statement.executeUpdate();
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static String text(Instant at) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss+00").format(at.atOffset(ZoneOffset.UTC));
    }
}
