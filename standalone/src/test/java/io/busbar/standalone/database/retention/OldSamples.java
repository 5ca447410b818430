package io.busbar.standalone.database.retention;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A database with days of samples, and ways to run retention on it and to look at what is left. Confined to one thread. */
final class OldSamples {

    private final Database database;

    /** How to connect to it. */
    @FunctionalInterface
    interface Database {
        Connection connect() throws SQLException;
    }

    OldSamples(Database database) {
        this.database = database;
    }

    /** In place of what was there: rows of two devices every ten minutes from 1 to 10 March. */
    void refill() throws SQLException {
        execute("TRUNCATE bms_sample, point_sample, point_text, frozen_bucket, retention_export, retention_slice,"
                + " storage_retention");
        execute("INSERT INTO device (serial_number, type) SELECT 'B' || n, 1 FROM generate_series(1, 2) n"
                + " ON CONFLICT DO NOTHING");
        execute(
                "INSERT INTO bms_sample SELECT d, t, t, gen_random_uuid(), 0, 0, 398300, -1500, 95000, null, null, 3, 2, 3"
                        + " FROM generate_series(1, 2) d,"
                        + " generate_series('2026-03-01T00:00Z'::timestamptz, '2026-03-10T23:50Z', '10 minutes') t");
        execute("INSERT INTO point_text SELECT 1, 50, t, gen_random_uuid(), E'a,\"b\"\\n' || extract(day FROM t)"
                + " FROM generate_series('2026-03-01T00:00Z'::timestamptz, '2026-03-10T00:00Z', '1 day') t");
    }

    void keep(RetainedTable table, int days, @Nullable Path folder) throws SQLException {
        try (Connection connection = database.connect()) {
            RetentionRules.set(connection, table, Duration.ofDays(days), folder);
        }
    }

    /** Returns what it said. */
    List<String> run(String now) throws SQLException, IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.connect()) {
            retention(now, lines).run(connection);
        }
        return lines;
    }

    static Retention retention(String now, List<String> lines) {
        return new Retention(
                Clock.fixed(Instant.parse(now), ZoneOffset.UTC),
                lines::add,
                new RetentionMeters(new SimpleMeterRegistry()));
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String value(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** Of bms_sample: device, time and precedence. */
    SortedSet<String> rows() throws SQLException {
        SortedSet<String> rows = new TreeSet<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (ResultSet row = statement.executeQuery("SELECT bms_id, time, precedence FROM bms_sample")) {
                while (row.next()) {
                    rows.add(row.getString(1) + "," + row.getString(2) + "," + row.getString(3));
                }
            }
        }
        return rows;
    }

    /** The same of the files. */
    static List<String> exportedRows(Path folder) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Path file : files(folder.resolve("bms_sample"))) {
            List<String> lines = lines(file);
            if (!lines.get(0).startsWith("bms_id,time,received_at,precedence,flags,quality,voltage_mv,")) {
                throw new IOException(file + " begins with " + lines.get(0));
            }
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.split(",", -1);
                rows.add(fields[0] + "," + fields[1] + "," + fields[3]);
            }
        }
        return rows;
    }

    /** Complete ones, in order of name. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".csv.gz"))
                    .sorted()
                    .toList();
        }
    }

    static List<String> lines(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
