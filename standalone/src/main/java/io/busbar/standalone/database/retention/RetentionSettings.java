package io.busbar.standalone.database.retention;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.database.DatabaseFailure;
import io.busbar.standalone.database.DatabaseSession;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and sets how long a database keeps what, for a user at a terminal. Stateless. */
public final class RetentionSettings {

    private RetentionSettings() {}

    /** @throws IOException with one line for the user */
    public static List<RetentionRule> read(DatabaseConfig config) throws IOException {
        try (Connection connection = DatabaseSession.open(config)) {
            return RetentionRules.all(connection);
        } catch (SQLException e) {
            throw DatabaseFailure.of(config, e);
        }
    }

    /**
     * Holds from the next upkeep on.
     *
     * @param keep null for ever
     * @throws IOException with one line for the user, also when frozen buckets would go before the rows that they are made of
     */
    public static void write(
            DatabaseConfig config,
            Collection<RetainedTable> tables,
            @Nullable Duration keep,
            @Nullable Path exportFolder)
            throws IOException {
        try (Connection connection = DatabaseSession.open(config)) {
            connection.setAutoCommit(false);
            for (RetainedTable table : tables) {
                RetentionRules.set(connection, table, keep, exportFolder);
            }
            Optional<String> problem = problem(RetentionRules.all(connection));
            if (problem.isPresent()) {
                throw new IOException(problem.get());
            }
            connection.commit();
        } catch (SQLException e) {
            throw DatabaseFailure.of(config, e);
        }
    }

    private static Optional<String> problem(List<RetentionRule> rules) {
        Optional<Duration> frozen = rules.stream()
                .filter(rule -> rule.table() == RetainedTable.FROZEN_BUCKET)
                .map(rule -> Optional.ofNullable(rule.keep()))
                .flatMap(Optional::stream)
                .findFirst();
        return rules.stream()
                .filter(rule -> rule.table().isFrozenFirst())
                .filter(rule -> frozen.isPresent() && isAtLeast(rule.keep(), frozen.get()))
                .map(rule -> "frozen buckets are to be kept longer than the rows that they are made of: frozen "
                        + KeepTime.text(frozen.orElse(null)) + ", "
                        + rule.table().tableName() + " "
                        + KeepTime.text(rule.keep()))
                .findFirst();
    }

    private static boolean isAtLeast(@Nullable Duration keep, Duration other) {
        return keep != null && keep.compareTo(other) >= 0;
    }
}
