package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Which servers there are to test on: under CI an absent TimescaleDB is a failure, elsewhere its tests are skipped. Stateless. */
public final class DatabaseServers {

    private DatabaseServers() {}

    /** All of this machine; the embedded one is the first. */
    public static List<ServerKind> available() {
        if (System.getenv("CI") != null) {
            require(ServerKind.TIMESCALEDB);
        }
        return EnumSet.allOf(ServerKind.class).stream()
                .filter(kind -> kind.absence().isEmpty())
                .toList();
    }

    /** Skips the test when this server is absent, and fails it under CI. */
    public static void require(ServerKind kind) {
        Optional<String> absence = kind.absence();
        if (System.getenv("CI") != null) {
            assertThat(absence).as("every server is part of CI").isEmpty();
        }
        assumeTrue(absence.isEmpty(), () -> "skipped: " + absence.orElse(""));
    }
}
