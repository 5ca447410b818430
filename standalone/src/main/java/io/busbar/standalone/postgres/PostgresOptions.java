package io.busbar.standalone.postgres;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What may differ between two embedded servers. Immutable.
 *
 * @param port 1 to 65535, or 0 for the port of the last start when it is free, else any free one
 * @param binaries where the unpacked programs are kept; null for the server's own folder
 * @param startTimeout how long a start may take; recovery after a crash counts, and may read a gigabyte of log
 */
public record PostgresOptions(int port, @Nullable Path binaries, Duration startTimeout) {

    private static final int MAX_PORT = 65_535;

    public PostgresOptions {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not 0 to " + MAX_PORT);
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("start timeout " + startTimeout + " is not positive");
        }
    }

    public static PostgresOptions defaults() {
        return new PostgresOptions(0, null, Duration.ofMinutes(10));
    }

    public PostgresOptions withPort(int newPort) {
        return new PostgresOptions(newPort, binaries, startTimeout);
    }

    public PostgresOptions withBinaries(Path folder) {
        return new PostgresOptions(port, folder, startTimeout);
    }
}
