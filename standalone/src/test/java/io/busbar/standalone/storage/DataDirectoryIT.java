package io.busbar.standalone.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two programs and one data directory. */
final class DataDirectoryIT {

    @TempDir
    private Path temporary;

    @Test
    void refusesAFolderThatAnotherProcessUsesUntilThatIsKilled() throws Exception {
        Process other = ChildJvm.builder(Holder.class, temporary.toString()).start();
        try (BufferedReader out = other.inputReader()) {
            assertThat(out.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> DataDirectory.open(temporary))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by process " + other.pid() + ":");
        } finally {
            other.destroyForcibly().waitFor();
        }
        DataDirectory.open(temporary).close();
    }

    /** Holds a directory until it is killed, or until its parent closes its input. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (DataDirectory held = DataDirectory.open(Path.of(arguments[0]))) {
                System.out.println(held.path().toString().isEmpty() ? "nothing" : "held");
                int closed = System.in.read();
                System.out.println(closed);
            }
        }
    }
}
