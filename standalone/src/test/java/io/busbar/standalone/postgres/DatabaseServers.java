package io.busbar.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which servers there are to test on: under CI an absent TimescaleDB is a failure, elsewhere its tests are skipped. Stateless. */
public final class DatabaseServers {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseServers.class);

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
        // What a test class is skipped for before its first test shows in no report.
        absence.ifPresent(reason -> LOG.warn("skipped: {}", reason));
        assumeTrue(absence.isEmpty(), () -> "skipped: " + absence.orElse(""));
    }
}
