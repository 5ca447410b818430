package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.replay.Replay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is killed with -9 in the middle of a replay: what was acknowledged is there after the next start, once. */
@LongRun
final class KilledSystemIT {

    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    private @Nullable BusbarProcess busbar;

    @AfterEach
    void end() throws Exception {
        if (busbar != null) {
            busbar.kill();
        }
    }

    @Test
    void losesNothingAcknowledgedAndDoublesNothing() throws Exception {
        Path log = RecordedLogs.require("2026-08-09T11-28-32.csv");
        Path data = folder.resolve("busbar");
        busbar = BusbarProcess.start(folder, data, START);
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        RunningSystem first = RunningSystem.read(data);
        CompletableFuture<Void> replaying = CompletableFuture.runAsync(() -> replay(first, log, told));
        Awaitility.await().atMost(START).until(() -> acknowledged(told) >= 300);

        busbar.kill();
        int acknowledged = acknowledged(told);
        replaying.exceptionally(failure -> null).get(2, TimeUnit.MINUTES);

        busbar = BusbarProcess.start(folder, data, START);
        String count = "SELECT count(*) FROM pack_sample";
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        Integer.parseInt(SystemUnderTest.sql(data, count).get(0)))
                .isGreaterThanOrEqualTo(acknowledged));
        replay(RunningSystem.read(data), log, new ByteArrayOutputStream());

        Map<String, List<Integer>> recorded = RecordedLogs.cellMillivolts(log);
        assertThat(SystemUnderTest.sql(data, count)).containsExactly(Integer.toString(recorded.size()));
        assertThat(SystemUnderTest.sql(data, "SELECT cell_mv::text FROM pack_reading ORDER BY time"))
                .isEqualTo(recorded.values().stream()
                        .map(cells -> cells.toString()
                                .replace('[', '{')
                                .replace(']', '}')
                                .replace(" ", ""))
                        .toList());
        assertThat(SystemUnderTest.sql(data, "SELECT count(*) FROM row_rejection"))
                .containsExactly("0");
    }

    private static int acknowledged(ByteArrayOutputStream told) {
        return told.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" acknowledged"))
                .mapToInt(line -> Integer.parseInt(
                        line.replaceAll(".*, ([0-9,]+) acknowledged.*", "$1").replace(",", "")))
                .max()
                .orElse(0);
    }

    private static void replay(RunningSystem system, Path log, ByteArrayOutputStream told) {
        try {
            new Replay(system, new PrintStream(told, true, StandardCharsets.UTF_8)).run(log, "R07KILLED", 4_000, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
