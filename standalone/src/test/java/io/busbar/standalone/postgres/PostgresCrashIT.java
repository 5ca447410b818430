package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.standalone.storage.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, or that outlives the program that started it. */
final class PostgresCrashIT {

    private static final PostgresOptions OPTIONS = PostgresOptions.defaults().withBinaries(FreshDatabase.binaries());

    @TempDir
    private Path directory;

    @Test
    void recoversCommittedRowsAfterTheServerWasKilled() throws Exception {
        try (EmbeddedPostgres killed = EmbeddedPostgres.start(directory, OPTIONS)) {
            Sql.execute(killed, "CREATE TABLE kept AS SELECT 3318 AS cell_mv");
            ProcessHandle server = ProcessHandle.of(killed.pid()).orElseThrow();
            server.destroyForcibly();
            await().atMost(Duration.ofSeconds(10)).until(() -> !server.isAlive());
        }
        try (EmbeddedPostgres restarted = EmbeddedPostgres.start(directory, OPTIONS)) {
            assertThat(Sql.value(restarted, "SELECT cell_mv FROM kept")).isEqualTo("3318");
        }
    }

    @Test
    void replacesTheServerThatAKilledProgramLeft() throws Exception {
        long leftPid = startInKilledProgram();
        assertThat(ProcessHandle.of(leftPid)).isPresent();
        try (EmbeddedPostgres restarted = EmbeddedPostgres.start(directory, OPTIONS)) {
            assertThat(restarted.pid()).isNotEqualTo(leftPid);
            assertThat(ServerProcesses.in(directory.toRealPath().resolve("data")))
                    .extracting(ProcessHandle::pid)
                    .contains(restarted.pid())
                    .doesNotContain(leftPid);
            assertThat(Sql.value(restarted, "SELECT cell_mv FROM kept")).isEqualTo("3318");
        }
    }

    @Test
    void recoversWhenProgramAndServerWereBothKilled() throws Exception {
        long leftPid = startInKilledProgram();
        ProcessHandle.of(leftPid).orElseThrow().destroyForcibly();
        try (EmbeddedPostgres restarted = EmbeddedPostgres.start(directory, OPTIONS)) {
            assertThat(Sql.value(restarted, "SELECT cell_mv FROM kept")).isEqualTo("3318");
        }
    }

    @Test
    void startsWhenAnotherProgramHasTheProcessIdOfTheLastServer() throws Exception {
        EmbeddedPostgres.start(directory, OPTIONS).close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Path data = directory.toRealPath().resolve("data");
            Files.writeString(
                    data.resolve("postmaster.pid"), stranger.pid() + "\n" + data + "\n1\n5432\n\n127.0.0.1\n");
            try (EmbeddedPostgres restarted = EmbeddedPostgres.start(directory, OPTIONS)) {
                assertThat(Sql.value(restarted, "SELECT 1")).isEqualTo("1");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void initialisesAnewAfterAnInterruptedFirstStart() throws Exception {
        Path half = Files.createDirectory(directory.resolve("data.new"));
        Files.writeString(half.resolve("PG_VERSION"), "18\n");
        try (EmbeddedPostgres started = EmbeddedPostgres.start(directory, OPTIONS)) {
            assertThat(Sql.value(started, "SELECT 1")).isEqualTo("1");
        }
        assertThat(half).doesNotExist();
    }

    private long startInKilledProgram() throws Exception {
        Path output = directory.resolveSibling(directory.getFileName() + ".out");
        try {
            Process program = ChildJvm.builder(
                            KilledProgram.class,
                            directory.toString(),
                            FreshDatabase.binaries().toString())
                    .redirectOutput(output.toFile())
                    .start();
            int exitCode = program.waitFor();
            assertThat(exitCode).as(Files.readString(output)).isEqualTo(KilledProgram.EXIT_CODE);
            Matcher pid = Pattern.compile("pid=(\\d+)").matcher(Files.readString(output));
            assertThat(pid.find()).isTrue();
            return Long.parseLong(pid.group(1));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
