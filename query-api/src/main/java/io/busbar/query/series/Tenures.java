package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.rollup.Cadence;
import io.busbar.topic.LoggerSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Who had which device when, cut as finely as any scope can cut it: while it is bound to one logger, and the logger belongs to one plant.
 * Immutable.
 */
final class Tenures {

    private final Map<Integer, List<Tenure>> tenures = new HashMap<>();
    private final Map<Integer, Map<Integer, Integer>> intervalSeconds = new HashMap<>();

    private record Tenure(Instant from, Instant to, int organization) {}

    /**
     * A part of a range in which one has the device.
     *
     * @param begunAt when that began: values from before do not hold on
     */
    record Part(Instant from, Instant to, Instant begunAt, long gapCapMillis) {}

    private Tenures() {}

    static Tenures read(Connection connection) throws SQLException {
        Tenures all = new Tenures();
        Sql.of("SELECT b.device_id, lp.organization_id,"
                        + " coalesce(lp.upload_interval_seconds, l.upload_interval_seconds) AS upload_interval_seconds,"
                        + " greatest(b.valid_from, lp.valid_from) AS begins, least(b.valid_to, lp.valid_to) AS ends"
                        + " FROM device_binding b JOIN logger l ON l.serial_number = b.logger_sn"
                        + " JOIN logger_plant lp ON lp.logger_id = l.id"
                        + "  AND lp.valid_from < b.valid_to AND b.valid_from < lp.valid_to ORDER BY device_id, begins")
                .list(connection, row -> all.add(row));
        return all;
    }

    /** The parts of a range, in order; together they are the range. */
    List<Part> parts(int device, Interval range) {
        List<Tenure> own = tenures.getOrDefault(device, List.of());
        TreeSet<Instant> cuts = new TreeSet<>();
        for (Tenure tenure : own) {
            cuts.add(tenure.from());
            cuts.add(tenure.to());
        }
        List<Instant> inside = new ArrayList<>(cuts.subSet(range.from(), false, range.to(), false));
        inside.add(0, range.from());
        inside.add(range.to());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i + 1 < inside.size(); i++) {
            Instant from = inside.get(i);
            Instant begunAt = Objects.requireNonNullElse(cuts.floor(from), Instant.MIN);
            parts.add(new Part(from, inside.get(i + 1), begunAt, gapCapMillis(device, own, from)));
        }
        return parts;
    }

    private boolean add(ResultSet row) throws SQLException {
        int device = row.getInt("device_id");
        int organization = row.getInt("organization_id");
        Instant from = Objects.requireNonNull(Sql.instant(row, "begins"));
        Instant to = Objects.requireNonNull(Sql.instant(row, "ends"));
        intervalSeconds
                .computeIfAbsent(device, absent -> new HashMap<>())
                .put(organization, row.getInt("upload_interval_seconds"));
        return tenures.computeIfAbsent(device, absent -> new ArrayList<>()).add(new Tenure(from, to, organization));
    }

    /** That of the organization's last logger for the device, which is what answers to its managers use. */
    private long gapCapMillis(int device, List<Tenure> own, Instant at) {
        int seconds = own.stream()
                .filter(tenure -> !tenure.from().isAfter(at) && tenure.to().isAfter(at))
                .findFirst()
                .map(tenure -> intervalSeconds.getOrDefault(device, Map.of()).get(tenure.organization()))
                .orElse(LoggerSettings.DEFAULT_UPLOAD_INTERVAL_SECONDS);
        return Cadence.ofSeconds(seconds).gapCapMillis();
    }
}
