package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.postgres.PostgresOptions;
import io.busbar.standalone.postgres.SupervisedPostgres;
import io.busbar.standalone.storage.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables are to be made on a server whose disk is full to the last byte, and somebody makes room later. */
final class FullServerDiskIT {

    private static final int DISK_MEBIBYTES = 400;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void isToldWithItsRemedyAndLeavesNothingHalfDone() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEBIBYTES);
                SupervisedPostgres postgres = SupervisedPostgres.start(
                        disk.folder().resolve("postgres"),
                        PostgresOptions.defaults().withBinaries(FreshDatabase.binaries()))) {
            DatabaseConfig config = new DatabaseConfig(postgres.jdbcUrl(), postgres.user(), postgres.password());
            value(config, "SELECT pg_switch_wal()");
            value(config, "CREATE TABLE kept AS SELECT generate_series(1, 10000) AS cell_mv");
            disk.fill();

            assertThatThrownBy(() -> DatabaseSchema.prepare(config))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot use the database " + config.jdbcUrl() + " as ")
                    .hasMessageMatching(
                            ".*: the disk of the server is full \\([^\\n]*No space left on device[^\\n]*\\):"
                                    + " make room and start again");
            assertThat(value(config, "SELECT to_regclass('pack_sample')")).isEqualTo("null");

            disk.free();
            assertThat(DatabaseSchema.prepare(config)).isEqualTo(StorageProfile.PLAIN);
            assertThat(value(config, "SELECT count(*) FROM pack_sample")).isEqualTo("0");
            assertThat(value(config, "SELECT count(*) FROM kept")).isEqualTo("10000");
        }
    }

    /** The first column of the first row, empty when the statement has none. */
    private static String value(DatabaseConfig config, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet row = statement.getResultSet();
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
