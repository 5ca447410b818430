package io.busbar.standalone.database;

import io.busbar.jobs.database.DatabaseConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How and how much a database stores. Immutable.
 *
 * @param extensionVersion of TimescaleDB; null for plain tables
 * @param since when the profile and these versions were first seen
 * @param databaseBytes of everything, not of the samples alone
 */
public record StorageStatus(
        StorageProfile profile,
        String serverVersion,
        @Nullable String extensionVersion,
        Instant since,
        long databaseBytes,
        List<TableStatus> tables) {

    public StorageStatus {
        tables = List.copyOf(tables);
    }

    /**
     * Reads it. Small tables are counted; the rows of large ones are an estimate.
     *
     * @throws IOException with one line for the user
     */
    public static StorageStatus read(DatabaseConfig config) throws IOException {
        try (Connection connection = DatabaseSession.open(config)) {
            connection.setReadOnly(true);
            ServerFacts facts = ServerFacts.read(connection);
            StoredProfile stored = StoredProfile.read(connection)
                    .orElseThrow(() -> DatabaseFailure.of(
                            config, "it holds nothing of Busbar: start './busbar up' with this --jdbc-url once"));
            if (stored.profile().hasHypertables() && !facts.profile().hasHypertables()) {
                throw DatabaseFailure.of(
                        config, ProfileRule.refusal(facts, stored).orElse("TimescaleDB is gone"));
            }
            TableSurvey survey = new TableSurvey(connection, facts.profile());
            List<TableStatus> tables = new ArrayList<>();
            for (StorageTable table : StorageTable.values()) {
                tables.add(survey.of(table));
            }
            return new StorageStatus(
                    stored.profile(),
                    facts.version(),
                    stored.extension() == null ? null : String.valueOf(facts.installed()),
                    stored.since(),
                    databaseBytes(connection),
                    tables);
        } catch (SQLException e) {
            throw DatabaseFailure.of(config, e);
        }
    }

    private static long databaseBytes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        }
    }
}
