package io.busbar.standalone.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopbackPortTest {

    @TempDir
    private Path temporary;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = temporary.resolve("port");
    }

    @Test
    void remembersThePortItChose() throws IOException {
        int first = LoopbackPort.choose(file, 0);
        assertThat(LoopbackPort.choose(file, 0)).isEqualTo(first);
    }

    @Test
    void choosesAnotherWhenTheRememberedPortIsTaken() throws IOException {
        try (ServerSocket taken = listen()) {
            Files.writeString(file, taken.getLocalPort() + "\n");
            assertThat(LoopbackPort.choose(file, 0)).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void prefersTheWantedPort() throws IOException {
        int wanted = LoopbackPort.free();
        LoopbackPort.choose(file, 0);
        assertThat(LoopbackPort.choose(file, wanted)).isEqualTo(wanted);
        assertThat(file).hasContent(Integer.toString(wanted));
    }

    @Test
    void refusesAWantedPortThatIsTaken() throws IOException {
        try (ServerSocket taken = listen()) {
            assertThatThrownBy(() -> LoopbackPort.choose(file, taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port " + taken.getLocalPort()
                            + " on 127.0.0.1 is in use: choose another, or 0 for any free one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "99999", "-1"})
    void forgetsWhatIsNoPort(String text) throws IOException {
        Files.writeString(file, text);
        assertThat(LoopbackPort.choose(file, 0)).isBetween(1, 65_535);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }
}
