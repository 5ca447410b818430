package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.standalone.storage.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server that the other tests stand on: it is the real thing, and nothing of it stays. */
final class TimescaleServerIT {

    @BeforeAll
    static void requireServer() {
        DatabaseServers.require(ServerKind.TIMESCALEDB);
    }

    @Test
    void isTheApacheEditionAndWritesToDisk() throws Exception {
        try (TimescaleServer server = TimescaleServer.start();
                TestDatabase database = TestDatabase.createEmpty(server)) {
            execute(database, "CREATE EXTENSION timescaledb");
            assertThat(value(database, "SHOW timescaledb.license")).isEqualTo("apache");
            assertThat(value(database, "SHOW timescaledb.telemetry_level")).isEqualTo("off");
            assertThat(value(database, "SHOW fsync")).isEqualTo("on");
        }
    }

    @Test
    void keepsItsDataWhenItStartsAgainWithOtherSettings() throws Exception {
        try (TimescaleServer server = TimescaleServer.start(TimescaleServer.NOT_LOADED);
                TestDatabase database = TestDatabase.createEmpty(server)) {
            assertThat(value(database, "SELECT current_setting('timescaledb.disable_load', true) IS NULL"))
                    .isEqualTo("t");
            execute(database, "CREATE TABLE kept AS SELECT 3318 AS cell_mv");
            server.restart(List.of());
            execute(database, "CREATE EXTENSION timescaledb");
            assertThat(value(database, "SELECT cell_mv FROM kept")).isEqualTo("3318");
        }
    }

    @Test
    void leavesNothingWhenItIsClosed() throws Exception {
        TimescaleServer server = TimescaleServer.start();
        assertThat(processes(server.folder())).isNotEmpty();
        server.close();
        assertThat(processes(server.folder())).isEmpty();
        assertThat(server.folder()).doesNotExist();
    }

    @Test
    void leavesNothingWhenItsProgramIsKilled() throws Exception {
        Process program = ChildJvm.builder(Program.class)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = program.inputReader(StandardCharsets.UTF_8)) {
            Path folder = Path.of(String.valueOf(out.readLine()));
            assertThat(folder).exists();
            assertThat(processes(folder)).isNotEmpty();
            program.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(60)).until(() -> processes(folder).isEmpty() && Files.notExists(folder));
        } finally {
            program.destroyForcibly();
        }
    }

    /** Starts a server and waits to be killed. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            TimescaleServer server = TimescaleServer.start();
            new PrintStream(System.out, true, StandardCharsets.UTF_8).println(server.folder());
            System.in.transferTo(PrintStream.nullOutputStream());
        }
    }

    /** Those that see the server's folder in its chroot. */
    private static List<ProcessHandle> processes(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> mounts(process).contains(folder.toString()))
                .toList();
    }

    private static String mounts(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/mountinfo"));
        } catch (IOException e) {
            return "";
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
