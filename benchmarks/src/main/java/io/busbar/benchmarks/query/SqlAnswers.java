package io.busbar.benchmarks.query;

import io.busbar.jobs.database.DatabaseConfig;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;

/** Plain SQL over Busbar's tables of samples and alarms, prepared, over PostgreSQL's protocol: no roll-ups, nobody's rights. Thread-safe. */
public final class SqlAnswers implements Answers {

    private final Question question;
    private final DatabaseConfig config;
    private final Instant from;
    private final Instant to;

    public SqlAnswers(Question question, DatabaseConfig config, Instant from, Instant to) {
        this.question = question;
        this.config = config;
        this.from = from;
        this.to = to;
    }

    @Override
    public String name() {
        return "plain_sql";
    }

    @Override
    public String description() {
        return sql();
    }

    @Override
    public Line open() throws SQLException {
        Connection connection = DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        PreparedStatement select = connection.prepareStatement(sql());
        return new Line() {
            @Override
            public Reply ask(String pack) throws SQLException {
                int parameter = 0;
                if (question == Question.DAY) {
                    select.setString(++parameter, pack);
                }
                if (question != Question.IMBALANCE) {
                    select.setObject(++parameter, from.atOffset(ZoneOffset.UTC));
                    select.setObject(++parameter, to.atOffset(ZoneOffset.UTC));
                }
                try (ResultSet row = select.executeQuery()) {
                    return read(row);
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    private Reply read(ResultSet row) throws SQLException {
        long values = 0;
        long sum = 0;
        while (row.next()) {
            if (question == Question.DAY) {
                for (ByteBuffer cells = ByteBuffer.wrap(row.getBytes("cells")); cells.hasRemaining(); values++) {
                    sum += cells.getShort();
                }
            } else {
                values++;
                sum += row.getLong("value");
            }
        }
        return new Reply(values, sum);
    }

    private String sql() {
        return switch (question) {
            case DAY ->
                "SELECT time, cells FROM pack_sample WHERE pack_id = (SELECT id FROM device WHERE serial_number = ?)"
                        + " AND time >= ? AND time < ? ORDER BY time";
            case ROLLUP ->
                "SELECT d.serial_number, date_bin('5 minutes', s.time, '2000-01-01Z') AS bucket, max(s.soc_millipercent) AS value"
                        + " FROM bms_sample s JOIN device d ON d.id = s.bms_id WHERE s.time >= ? AND s.time < ? GROUP BY 1, 2 ORDER BY 1, 2";
            case IMBALANCE ->
                "SELECT d.serial_number, l.diff_mv AS value FROM (SELECT DISTINCT ON (pack_id) pack_id, diff_mv FROM pack_sample"
                        + " ORDER BY pack_id, time DESC) l JOIN device d ON d.id = l.pack_id ORDER BY l.diff_mv DESC LIMIT "
                        + Question.TOP;
            case ALARMS ->
                "SELECT id, device_sn, rule_id, severity, state, raised_at, cleared_at, evidence, cell AS value FROM alarm"
                        + " WHERE raised_at >= ? AND raised_at < ? ORDER BY raised_at, id";
        };
    }
}
