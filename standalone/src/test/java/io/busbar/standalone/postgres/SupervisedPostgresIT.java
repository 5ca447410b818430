package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervised server whose processes are killed. */
final class SupervisedPostgresIT {

    private static final PostgresOptions OPTIONS = PostgresOptions.defaults().withBinaries(FreshDatabase.binaries());
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void comesBackAtTheSameAddressWithEverythingCommitted() throws Exception {
        try (SupervisedPostgres postgres = SupervisedPostgres.start(directory, OPTIONS)) {
            value(postgres, "CREATE TABLE kept AS SELECT 3318 AS cell_mv; SELECT 1");
            for (int kill = 1; kill <= 2; kill++) {
                String pidBefore = value(postgres, "SELECT pg_postmaster_start_time()");
                killAll();
                await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(
                                value(postgres, "SELECT pg_postmaster_start_time()"))
                        .isNotEqualTo(pidBefore));
                assertThat(value(postgres, "SELECT cell_mv FROM kept")).isEqualTo("3318");
            }
        }
        assertThat(processes()).isEmpty();
    }

    @Test
    void staysDownWhenItIsClosedWhileItStartsAgain() throws Exception {
        SupervisedPostgres postgres = SupervisedPostgres.start(directory, OPTIONS);
        killAll();
        postgres.close();
        assertThat(processes()).isEmpty();
        EmbeddedPostgres.start(directory, OPTIONS).close(); // the folder was given back
    }

    private void killAll() throws Exception {
        List<ProcessHandle> all = processes();
        assertThat(all).isNotEmpty();
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(LIMIT).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    private List<ProcessHandle> processes() throws Exception {
        return ServerProcesses.in(directory.toRealPath().resolve("data"));
    }

    private static String value(SupervisedPostgres postgres, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            while (statement.getResultSet() == null && statement.getUpdateCount() >= 0) {
                statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
