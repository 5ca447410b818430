package io.busbar.standalone;

import io.busbar.jobs.database.DatabaseConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database a command speaks of: that of a running system, or one on any server. */
final class StorageArguments {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".busbar",
            description = "data directory of a running system (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".busbar");

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            description =
                    "a database instead, whether a system runs or not: jdbc:postgresql://host/db?user=…&password=…")
    private @Nullable String jdbcUrl;

    DatabaseConfig database(Map<String, String> environment) throws IOException {
        return jdbcUrl == null
                ? DatabaseLocation.read(data).config()
                : ExternalDatabase.of(jdbcUrl, environment).config();
    }
}
