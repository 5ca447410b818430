package io.busbar.standalone.postgres;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The servers that storage is tested on; {@code -Dbusbar.test.server} names the one of a run. */
public enum ServerKind {

    /** Plain PostgreSQL, as the program embeds it. */
    EMBEDDED {
        @Override
        public Optional<String> absence() {
            return Optional.empty();
        }

        @Override
        public DatabaseServer start() throws IOException {
            return EmbeddedServer.start();
        }
    },

    /** TimescaleDB, from the folder that {@code .ci/timescaledb} makes. */
    TIMESCALEDB {
        @Override
        public Optional<String> absence() {
            return TimescaleServer.absence();
        }

        @Override
        public DatabaseServer start() throws IOException {
            return TimescaleServer.start();
        }
    },

    /** Whatever server {@code BUSBAR_TEST_JDBC_URL} names. */
    GIVEN {
        @Override
        public Optional<String> absence() {
            return GivenServer.url() == null
                    ? Optional.of("the environment variable " + GivenServer.VARIABLE + " is not set")
                    : Optional.empty();
        }

        @Override
        public DatabaseServer start() {
            return GivenServer.parse(Objects.requireNonNull(GivenServer.url(), GivenServer.VARIABLE));
        }
    };

    private static final String PROPERTY = "busbar.test.server";

    /** Of this run. */
    public static ServerKind chosen() {
        String name = System.getProperty(PROPERTY, "embedded");
        return Stream.of(values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "-D" + PROPERTY + "=" + name + ": allowed are embedded, timescaledb and given"));
    }

    /** Why there is none on this machine, with the remedy; empty when there is one. */
    public abstract Optional<String> absence();

    public abstract DatabaseServer start() throws IOException;
}
