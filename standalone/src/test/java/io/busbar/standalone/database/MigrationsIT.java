package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.postgres.FreshDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("storage")
final class MigrationsIT {

    @RegisterExtension
    static final FreshDatabase DATABASE = new FreshDatabase();

    @Test
    void leavesAnUpToDateDatabaseAsItIs() throws Exception {
        String before = history();
        DatabaseSchema.prepare(config());
        assertThat(history()).isEqualTo(before).startsWith("1 ");
    }

    @Test
    void refusesASchemaThatIsNewerThanTheProgram() throws Exception {
        execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                + " installed_by, execution_time, success)"
                + " VALUES (9000, '9000', 'future', 'SQL', 'V9000__future.sql', 1, 'busbar', 1, true)");
        try {
            assertThatThrownBy(() -> DatabaseSchema.prepare(config()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it has schema version 9000, this Busbar knows up to ")
                    .hasMessageEndingWith(": run the newer Busbar, or name another database");
        } finally {
            execute("DELETE FROM flyway_schema_history WHERE version = '9000'");
        }
    }

    private static DatabaseConfig config() {
        return new DatabaseConfig(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String history() throws SQLException {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT string_agg(version || ' ' || installed_on, ',' ORDER BY"
                        + " installed_rank) || (SELECT string_agg(p::text, ',') FROM storage_profile p)"
                        + " FROM flyway_schema_history")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
