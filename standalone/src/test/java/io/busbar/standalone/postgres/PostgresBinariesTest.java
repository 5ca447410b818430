package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresBinariesTest {

    @ParameterizedTest
    @CsvSource({"Linux, amd64, postgres-linux-x86_64.txz", "Linux, aarch64, postgres-linux-arm_64.txz"})
    void choosesTheArchiveOfThePlatform(String osName, String osArch, String archive) throws IOException {
        assertThat(PostgresBinaries.archive(osName, osArch)).isEqualTo(archive);
        assertThat(getClass().getResource("/" + archive))
                .as("on the class path")
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X, aarch64", "Windows 11, amd64", "Linux, riscv64"})
    void namesThePlatformItCannotServe(String osName, String osArch) {
        assertThatThrownBy(() -> PostgresBinaries.archive(osName, osArch))
                .isInstanceOf(IOException.class)
                .hasMessage("embedded PostgreSQL runs on Linux (x86-64, arm64) only, this is " + osName + " " + osArch
                        + ": name a server with --jdbc-url");
    }

    @Test
    void namesItsMajorVersion() {
        assertThat(new PostgresBinaries(Path.of("bin-18.6.0"), "18.6.0").major())
                .isEqualTo("18");
    }

    @Test
    void picksTheComplaintOutOfAProgramsOutput() {
        assertThat(Command.complaint(
                        "creating files ... \ninitdb: error: could not write: No space left on device\nremoving\n"))
                .isEqualTo("initdb: error: could not write: No space left on device");
        assertThat(Command.complaint("FATAL:  the database system is starting up\nPANIC:  could not fsync\n"))
                .isEqualTo("PANIC:  could not fsync");
        assertThat(Command.complaint("first\nlast\n")).isEqualTo("last");
        assertThat(Command.complaint("")).isEqualTo("it said nothing");
    }
}
