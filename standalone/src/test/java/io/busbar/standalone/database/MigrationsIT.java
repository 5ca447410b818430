package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.storage.LoopbackPort;
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
        Migrations.run(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
        assertThat(history()).isEqualTo(before).startsWith("1");
    }

    @Test
    void refusesASchemaThatIsNewerThanTheProgram() throws Exception {
        execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                + " installed_by, execution_time, success)"
                + " VALUES (9000, '9000', 'future', 'SQL', 'V9000__future.sql', 1, 'busbar', 1, true)");
        try {
            assertThatThrownBy(() -> Migrations.run(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has schema version 9000, this Busbar knows up to ")
                    .hasMessageEndingWith(": run the newer Busbar, or name another database");
        } finally {
            execute("DELETE FROM flyway_schema_history WHERE version = '9000'");
        }
    }

    @Test
    void saysThatADatabaseCannotBeReached() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + LoopbackPort.free() + "/busbar";
        assertThatThrownBy(() -> Migrations.run(url, "busbar", "secret"))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot prepare the database " + url + " as busbar: Connection refused")
                .hasMessageNotContaining("secret");
    }

    @Test
    void saysThatAPasswordIsWrong() {
        assertThatThrownBy(() -> Migrations.run(DATABASE.jdbcUrl(), DATABASE.user(), "guess"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("password authentication failed for user \"" + DATABASE.user() + "\"")
                .hasMessageNotContaining("guess");
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
                        + " installed_rank) FROM flyway_schema_history")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
