package io.busbar.standalone.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.postgres.FreshDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The rows that numbered frames have in the tables. Stateless. */
final class PackRows {

    private PackRows() {}

    static long count(FreshDatabase database) throws SQLException {
        return number(database, "SELECT count(*) FROM pack_sample");
    }

    /** That every row holds what the frame of its time says, that no time of a pack is there twice, and that nothing was set apart. */
    static void requireNumbered(FreshDatabase database) throws SQLException {
        assertThat(number(database, "SELECT count(*) FROM (SELECT DISTINCT pack_id, time FROM pack_sample) t"))
                .as("rows of different packs or times")
                .isEqualTo(count(database));
        assertThat(number(
                        database,
                        "SELECT count(*) FROM pack_sample WHERE min_mv <> %d + (extract(epoch FROM time) * 1000 - %d)::bigint / %d %% %d"
                                .formatted(
                                        NumberedFrames.LEAST_MILLIVOLTS,
                                        NumberedFrames.START_MILLIS,
                                        NumberedFrames.INTERVAL_MILLIS,
                                        NumberedFrames.MILLIVOLT_STEPS)))
                .as("rows that are not their frame")
                .isZero();
        assertThat(number(database, "SELECT count(*) FROM row_rejection")).isZero();
    }

    private static long number(FreshDatabase database, String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
