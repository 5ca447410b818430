package io.busbar.benchmarks.storage;

import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.database.DatabaseSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A PostgreSQL server with Busbar's schema, and what is asked of it beside the measurement. Its processor time is that of its first
 * process and of all below it: back ends, log writer, checkpointer. Confined to one thread.
 */
public final class PostgresServer implements AutoCloseable {

    static final List<String> SAMPLE_TABLES = List.of("pack_sample", "bms_sample", "point_sample");

    /** The sample tables, their narrow rival, and what is written beside them. */
    private static final String[] TABLES = {
        "pack_sample", "bms_sample", "point_sample", "narrow_sample", "latest", "logger_activity"
    };

    private static final long UNKNOWN = 0;

    private final DatabaseConfig config;
    private final Connection connection;
    private final long pid;

    private PostgresServer(DatabaseConfig config, Connection connection, long pid) {
        this.config = config;
        this.connection = connection;
        this.pid = pid;
    }

    /**
     * Brings the database to Busbar's schema. Vacuum is kept from the tables, whoever writes them: it comes at moments of its own and would
     * hit one contender or the other.
     *
     * @throws IOException when the database holds devices already: the tables are emptied again and again
     */
    public static PostgresServer open(DatabaseConfig config) throws IOException, SQLException {
        DatabaseSchema.prepare(config);
        Connection connection = DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        PostgresServer server = new PostgresServer(config, connection, firstProcess(connection));
        if (server.number("SELECT count(*) FROM device") > 0) {
            connection.close();
            throw new IOException("the database " + config.jdbcUrl() + " is in use: it has devices, and a benchmark"
                    + " empties its tables; name an empty database");
        }
        server.execute("DROP TABLE IF EXISTS narrow_sample");
        server.execute("CREATE TABLE narrow_sample (device integer NOT NULL, point integer NOT NULL,"
                + " time timestamptz NOT NULL, value bigint NOT NULL, PRIMARY KEY (device, point, time))");
        for (String table : TABLES) {
            server.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = off)");
        }
        return server;
    }

    /** Beside one that has opened the database. */
    public static PostgresServer join(DatabaseConfig config) throws IOException, SQLException {
        Connection connection = DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        return new PostgresServer(config, connection, firstProcess(connection));
    }

    /** How many buckets wait to be reckoned. */
    public long dirtyBuckets() throws SQLException {
        return number("SELECT count(*) FROM dirty_bucket");
    }

    /** Adds alarms that were raised within a month from the fleet's first frame, of all packs in turn. */
    public void addAlarms(int count) throws SQLException {
        execute(
                "INSERT INTO job_alarm_rule (id, version, rule) SELECT id, version, rule FROM alarm_rule ON CONFLICT DO NOTHING");
        execute(
                "INSERT INTO alarm (id, device_id, device_sn, logger_sn, rule_id, rule_version, kind, severity, cell, state,"
                        + " raised_at, cleared_at, evidence, sequence, retroactive, revision, changed_at)"
                        + " SELECT gen_random_uuid(), d.id, d.serial_number, b.logger_sn, 'cell-high-warning', 1, 'value', 'WARNING',"
                        + " 1 + n % 30, 'CLEARED', t.at, t.at + interval '1 minute', '{\"value\": 3554}', 2, false, 2, t.at"
                        + " FROM generate_series(0, " + (count - 1) + ") n CROSS JOIN LATERAL (SELECT to_timestamp("
                        + BenchFleet.START_MILLIS / 1_000 + " + n * 2678400.0 / " + count + ") AS at) t"
                        + " JOIN (SELECT id, serial_number, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS packs"
                        + " FROM device WHERE type = 11) d ON d.place = n % d.packs JOIN device_binding b ON b.device_id = d.id");
        execute("VACUUM (ANALYZE) alarm");
    }

    DatabaseConfig config() {
        return config;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
    }

    /** In a line: version, extension, and what a commit waits for. */
    public String description() throws SQLException {
        return text(
                "SELECT 'PostgreSQL ' || current_setting('server_version')"
                        + " || coalesce((SELECT ', TimescaleDB ' || extversion || ' (' || current_setting('timescaledb.license', true) || ')'"
                        + "    FROM pg_extension WHERE extname = 'timescaledb'), '')"
                        + " || ', synchronous_commit=' || current_setting('synchronous_commit') || ', fsync=' || current_setting('fsync')"
                        + " || ', wal_level=' || current_setting('wal_level') || ', shared_buffers=' || current_setting('shared_buffers')");
    }

    /** After a large write: statistics for the planner, pages marked as visible to all, everything on disk. */
    public void settle() throws SQLException {
        execute("VACUUM (ANALYZE) " + String.join(", ", SAMPLE_TABLES));
        execute("VACUUM (ANALYZE) device, device_binding, latest");
        execute("CHECKPOINT");
    }

    /** Registers the loggers of all devices, which send that often, with the first organization, so that its people see the devices. */
    public void registerLoggers(int uploadIntervalSeconds) throws SQLException {
        execute("INSERT INTO logger (serial_number, organization_id, zone, key_sha256, upload_interval_seconds)"
                + " SELECT DISTINCT b.logger_sn, (SELECT min(id) FROM organization), 'UTC', sha256(b.logger_sn::bytea), "
                + uploadIntervalSeconds + " FROM device_binding b ON CONFLICT (serial_number) DO NOTHING");
        execute("INSERT INTO logger_plant (logger_id, organization_id) SELECT id, organization_id FROM logger");
        execute("VACUUM (ANALYZE) logger, logger_plant");
    }

    /** Empties all tables that a contender writes, and begins a checkpoint interval, so that everybody meets the same log. */
    void clear() throws SQLException {
        execute("TRUNCATE " + String.join(", ", TABLES));
        execute("CHECKPOINT");
    }

    /** Taken so far, in seconds; NaN when the server runs elsewhere. */
    public double cpuSeconds() {
        return pid == UNKNOWN ? Double.NaN : CpuTime.ofTree(pid);
    }

    /** Bytes of log written since the server was made. */
    public long logPosition() throws SQLException {
        return number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
    }

    /** Bytes of a table with its indexes, its long values and its chunks. */
    public long bytes(String table) throws SQLException {
        return number("WITH RECURSIVE part (id) AS (SELECT '" + table + "'::regclass::oid"
                + " UNION ALL SELECT inhrelid FROM pg_inherits JOIN part ON inhparent = id)"
                + " SELECT sum(pg_total_relation_size(id))::bigint FROM part");
    }

    /**
     * Bytes of the sample tables with all their chunks in the columnstore, NaN where there is none: it belongs to TimescaleDB's Community
     * edition.
     */
    public double columnstoreBytes() throws SQLException {
        boolean hasColumnstore = "timescale".equals(text("SELECT current_setting('timescaledb.license', true)"));
        double bytes = 0;
        for (String table : SAMPLE_TABLES) {
            if (!hasColumnstore
                    || number("SELECT count(*) FROM timescaledb_information.hypertables WHERE compression_enabled"
                                    + " AND hypertable_name = '" + table + "'")
                            == 0) {
                return Double.NaN;
            }
            execute("SELECT compress_chunk(chunk, true) FROM show_chunks('" + table + "') AS chunk");
            bytes += number("SELECT hypertable_size('" + table + "')");
        }
        return bytes;
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    Content content(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new Content(row.getLong(1), row.getLong(2));
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** The parent of our back end, when the server runs on this machine. */
    private static long firstProcess(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_backend_pid(), coalesce(host(inet_server_addr()), '127.0.0.1')")) {
            row.next();
            long backEnd = row.getLong(1);
            Path name = Path.of("/proc", Long.toString(backEnd), "comm");
            boolean isLocal = row.getString(2).startsWith("127.")
                    && Files.exists(name)
                    && Files.readString(name).startsWith("postgres");
            return isLocal ? CpuTime.parentOf(backEnd) : UNKNOWN;
        }
    }
}
