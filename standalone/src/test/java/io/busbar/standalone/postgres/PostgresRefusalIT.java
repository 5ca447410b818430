package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders and ports that a server must not be started on. */
final class PostgresRefusalIT {

    private static final PostgresOptions OPTIONS = PostgresOptions.defaults().withBinaries(FreshDatabase.binaries());

    @TempDir
    private Path temporary;

    @Test
    void refusesDataOfAnotherMajorVersion() throws Exception {
        Path data = Files.createDirectories(temporary.resolve("data"));
        Files.writeString(data.resolve("PG_VERSION"), "17\n");
        Files.writeString(temporary.resolve("password"), "secret\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(temporary, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belong to PostgreSQL 17, this Busbar brings PostgreSQL 18");
    }

    @Test
    void refusesASecondServerOnTheSameFolder() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(temporary, OPTIONS)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(temporary, OPTIONS))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid());
            assertThat(Sql.value(first, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesDataWhosePasswordIsLost() throws Exception {
        Path data = Files.createDirectories(temporary.resolve("data"));
        Files.writeString(data.resolve("PG_VERSION"), "18\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(temporary, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the password of the database")
                .hasMessageContaining("is lost");
    }

    @Test
    void refusesAWantedPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            PostgresOptions options = OPTIONS.withPort(taken.getLocalPort());
            assertThatThrownBy(() -> EmbeddedPostgres.start(temporary, options))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void startsOnTheWantedPort() throws Exception {
        int port = LoopbackPort.free();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(temporary, OPTIONS.withPort(port))) {
            assertThat(postgres.port()).isEqualTo(port);
        }
    }

    @Test
    void passesOnWhatTheServerComplainsAbout() throws Exception {
        Files.writeString(temporary.resolve("custom.conf"), "no_such_setting = 1\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(temporary, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("configuration file")
                .hasMessageContaining("contains errors");
    }
}
