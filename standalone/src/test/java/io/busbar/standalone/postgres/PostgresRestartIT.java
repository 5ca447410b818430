package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped in order and started again. */
final class PostgresRestartIT {

    private static final PostgresOptions OPTIONS = PostgresOptions.defaults().withBinaries(FreshDatabase.binaries());

    @TempDir
    private Path directory;

    @Test
    void keepsRowsPortAndPasswordAcrossStarts() throws Exception {
        int port;
        String password;
        long pid;
        try (EmbeddedPostgres first = EmbeddedPostgres.start(directory, OPTIONS)) {
            Sql.execute(first, "CREATE TABLE kept AS SELECT 3318 AS cell_mv");
            port = first.port();
            password = first.password();
            pid = first.pid();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
        try (EmbeddedPostgres second = EmbeddedPostgres.start(directory, OPTIONS)) {
            assertThat(Sql.value(second, "SELECT cell_mv FROM kept")).isEqualTo("3318");
            assertThat(second.port()).isEqualTo(port);
            assertThat(second.password()).isEqualTo(password).hasSizeGreaterThanOrEqualTo(32);
        }
        assertThat(ServerProcesses.in(directory.toRealPath().resolve("data"))).isEmpty();
    }

    @Test
    void isDurableAndPrivate() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, OPTIONS)) {
            assertThat(Sql.value(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(Sql.value(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(Sql.value(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Sql.value(postgres, "SHOW unix_socket_directories")).isEmpty();
            assertThat(Sql.value(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(Sql.value(postgres, "SHOW server_version")).startsWith("18.");
            assertThat(permissions("password")).isEqualTo("rw-------");
            assertThat(permissions("data")).isEqualTo("rwx------");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void readsTheOperatorsSettingsLast() throws Exception {
        Files.writeString(directory.resolve("custom.conf"), "work_mem = 5MB\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, OPTIONS)) {
            assertThat(Sql.value(postgres, "SHOW work_mem")).isEqualTo("5MB");
        }
    }

    @Test
    void closesTwiceWithoutComplaint() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, OPTIONS);
        postgres.close();
        postgres.close();
        assertThat(ProcessHandle.of(postgres.pid())).isEmpty();
    }

    private String permissions(String name) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
    }
}
