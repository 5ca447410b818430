package io.busbar.standalone.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {

    @TempDir
    private Path temporary;

    @Test
    void createsAFolderThatOthersCannotRead() throws IOException {
        Path folder = temporary.resolve("a/b/busbar");
        try (DataDirectory directory = DataDirectory.open(folder)) {
            assertThat(directory.path()).isEqualTo(folder.toRealPath());
            assertThat(Files.getPosixFilePermissions(folder))
                    .doesNotContain(
                            PosixFilePermission.OTHERS_EXECUTE,
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.GROUP_WRITE);
        }
    }

    @Test
    void refusesAFolderThatThisProcessUses() throws IOException {
        try (DataDirectory held = DataDirectory.open(temporary)) {
            assertThatThrownBy(() -> DataDirectory.open(temporary.resolve(".")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("data directory " + held.path() + " is in use by process "
                            + ProcessHandle.current().pid() + ": stop that one, or choose another directory");
        }
    }

    @Test
    void givesAFolderBackOnce() throws IOException {
        DataDirectory first = DataDirectory.open(temporary);
        first.close();
        try (DataDirectory second = DataDirectory.open(temporary)) {
            first.close();
            assertThatThrownBy(() -> DataDirectory.open(second.path())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesAFileInItsPlace() throws IOException {
        Path file = Files.createFile(temporary.resolve("busbar"));
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage("data directory " + file + " cannot be created: " + file + " is a file");
    }

    @Test
    void refusesAFolderThatTheUserCannotWrite() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("root can write anywhere")
                .isNotEqualTo("root");
        Path shut = Files.createDirectory(temporary.resolve("shut"));
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("r-xr-x---"));
        assertThatThrownBy(() -> DataDirectory.open(shut.resolve("busbar")))
                .isInstanceOf(IOException.class)
                .hasMessage("data directory " + shut.resolve("busbar") + " cannot be created: permission denied");
    }

    @Test
    void refusesAFolderWhoseLockFileCannotBeWritten() throws IOException {
        Files.createDirectory(temporary.resolve("busbar.lock"));
        assertThatThrownBy(() -> DataDirectory.open(temporary))
                .isInstanceOf(IOException.class)
                .hasMessage("data directory " + temporary.toRealPath() + " cannot be written: Is a directory");
        Files.delete(temporary.resolve("busbar.lock"));
        DataDirectory.open(temporary).close();
    }
}
