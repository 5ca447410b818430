package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.busbar.standalone.storage.ChildJvm;
import io.busbar.standalone.storage.DataDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL refuses root: as whom the server runs instead. Needs root, who alone can become others. */
final class PostgresAccountIT {

    private static final PostgresOptions OPTIONS = PostgresOptions.defaults().withBinaries(FreshDatabase.binaries());

    @TempDir
    private Path temporary;

    @BeforeEach
    void needsRoot() {
        assumeThat(System.getProperty("user.name"))
                .as("only root can become another user")
                .isEqualTo("root");
    }

    @Test
    void runsAsNobodyWhereNameSpacesAreForbidden() throws Exception {
        letGroupPass(temporary);
        Path directory = temporary.resolve("postgres");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, OPTIONS, List.of(ServerAccount.NOBODY))) {
            assertThat(ProcessHandle.of(postgres.pid()).orElseThrow().info().user())
                    .contains("nobody");
            Sql.execute(postgres, "CREATE TABLE kept AS SELECT 3318 AS cell_mv");
        }
        assertThat(Files.getOwner(directory.resolve("data")).getName()).isEqualTo("nobody");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, OPTIONS, List.of(ServerAccount.NAMESPACE))) {
            assertThat(Sql.value(postgres, "SELECT cell_mv FROM kept")).isEqualTo("3318");
        }
        assertThat(Files.getOwner(directory.resolve("data")).getName()).isEqualTo("root");
    }

    @Test
    void saysWhyNoAccountCanReachTheFolder() throws Exception {
        Path shut = Files.createDirectory(temporary.resolve("shut"));
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));
        Path directory = shut.resolve("postgres");
        ServerAccount absent = new ServerAccount(List.of("no-such-launcher"), "root");
        assertThatThrownBy(() -> EmbeddedPostgres.start(directory, OPTIONS, List.of(absent, ServerAccount.NOBODY)))
                .isInstanceOf(IOException.class)
                .hasMessage("PostgreSQL cannot be started in " + directory.toRealPath()
                        + ": no-such-launcher is not installed; "
                        + "setpriv: the folder cannot be written, or one above it not passed");
    }

    @Test
    void runsForAnOrdinaryUser() throws Exception {
        assumeThat(Command.exists("runuser")).as("runuser is installed").isTrue();
        // A class path that an ordinary user can read: root's own repository is private.
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path directory = temporary.resolve("busbar/postgres");
        Path binaries = temporary.resolve("busbar/binaries");
        List<String> words = ChildJvm.command(
                List.of("runuser", "-u", "nobody", "--"),
                readableClassPath(),
                KilledProgram.class,
                directory.toString(),
                binaries.toString(),
                "close");
        Command run = Command.run(Path.of("/"), words);
        assertThat(run.exitCode()).as(run.output()).isEqualTo(KilledProgram.EXIT_CODE);
        assertThat(run.output()).contains("pid=");
        assertThat(Files.getOwner(directory.resolve("data")).getName()).isEqualTo("nobody");
        assertThat(ServerProcesses.in(directory.resolve("data"))).isEmpty();
    }

    /** The temporary folders of tests are private; a data directory made by root lets root's group pass. */
    private static void letGroupPass(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x---"));
    }

    private String readableClassPath() throws Exception {
        Path target = Files.createDirectory(temporary.resolve("classpath"));
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> parts = new ArrayList<>();
        for (Class<?> type : List.of(
                DataDirectory.class,
                PostgresAccountIT.class,
                ArchiveInputStream.class,
                IOUtils.class,
                StringUtils.class,
                XZInputStream.class,
                Logger.class,
                org.postgresql.Driver.class)) {
            parts.add(copy(
                    Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()),
                    target,
                    parts.size()));
        }
        String archive = PostgresBinaries.archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        String jar = String.valueOf(getClass().getResource("/" + archive)).replaceAll("^jar:|!.*$", "");
        parts.add(copy(Path.of(URI.create(jar)), target, parts.size()));
        return String.join(":", parts);
    }

    private static String copy(Path source, Path targetFolder, int name) throws IOException {
        Path target = targetFolder.resolve(name + "-" + source.getFileName());
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : paths.toList()) {
                Files.copy(path, target.resolve(source.relativize(path).toString()));
            }
        }
        return target.toString();
    }
}
