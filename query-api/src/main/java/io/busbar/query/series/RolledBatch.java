package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.DeviceHistory.Span;
import io.busbar.query.series.RolledTable.OfDevice;
import io.busbar.rollup.Cadence;
import io.busbar.topic.LoggerSettings;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stretches of some devices, and the two statements that read all of them. Devices are to be read in the order in which they were given.
 * Confined to one thread, inside one transaction.
 */
final class RolledBatch implements AutoCloseable {

    /** Samples of another owner count in buckets by the upload interval of that time, which is hidden. */
    private static final long LONGEST_GAP_CAP_MILLIS =
            Cadence.ofSeconds(LoggerSettings.MAX_UPLOAD_INTERVAL_SECONDS).gapCapMillis();

    /** No stretch comes twice, which the planner cannot know: it would keep the rows of each in case it does. */
    private static final String WITHOUT_MEMORY = "SET LOCAL enable_memoize = off";

    private final RolledTable table;
    private final Map<Integer, List<Numbered>> byDevice;
    private final PlacedRows rollups;
    private final PlacedRows samples;

    /** @param number of the stretch in the statement that it belongs to, from 1 */
    record Numbered(Stretch stretch, Span span, int number) {}

    private RolledBatch(
            RolledTable table, Map<Integer, List<Numbered>> byDevice, PlacedRows rollups, PlacedRows samples) {
        this.table = table;
        this.byDevice = byDevice;
        this.rollups = rollups;
        this.samples = samples;
    }

    static RolledBatch open(
            RolledQuestion question, SeriesRequest request, RolledTable table, List<DeviceColumns> devices)
            throws SQLException {
        RolledFacts facts = RolledFacts.read(
                question.connection(),
                table.table(),
                devices.stream().map(DeviceColumns::device).toList());
        List<OfDevice> ofRollups = new ArrayList<>();
        List<OfDevice> ofSamples = new ArrayList<>();
        Map<Integer, List<Numbered>> byDevice = new HashMap<>();
        for (DeviceColumns one : devices) {
            VisibleDevice device = one.device();
            long gapCapMillis =
                    Cadence.ofSeconds(device.place().uploadIntervalSeconds()).gapCapMillis();
            List<Numbered> numbered = new ArrayList<>();
            for (Span span : one.history().spans()) {
                RolledPlan plan = new RolledPlan(
                        RolledLevels.of(
                                request, question.bucket(), device.place().zone()),
                        request.zone(),
                        facts.computedUntilMillis(device, span.owned()),
                        facts.dirtyMillis(device),
                        LONGEST_GAP_CAP_MILLIS);
                for (Stretch stretch : plan.stretches(span)) {
                    List<OfDevice> list = stretch.level() == null ? ofSamples : ofRollups;
                    list.add(ofDevice(device, stretch, span, gapCapMillis));
                    numbered.add(new Numbered(stretch, span, list.size()));
                }
            }
            byDevice.put(device.key(), numbered);
        }
        Sql.of(WITHOUT_MEMORY).run(question.connection());
        PlacedRows rollups = question.rows(table.rollups(ofRollups));
        try {
            return new RolledBatch(table, byDevice, rollups, question.rows(table.samples(ofSamples)));
        } catch (SQLException | RuntimeException e) {
            rollups.close(); // nobody may read on when the transaction ends
            throw e;
        }
    }

    /** A stretch with the samples around that reach into it, as far as they are of the same owner. */
    static OfDevice ofDevice(VisibleDevice device, Stretch stretch, Span span, long gapCapMillis) {
        Instant from = span.owned().from();
        Instant to = span.owned().to();
        return new OfDevice(
                device.key(),
                stretch,
                Math.max(
                        stretch.fromMillis() - gapCapMillis,
                        from.equals(Instant.MIN) ? Long.MIN_VALUE : from.toEpochMilli()),
                Math.min(
                        stretch.toMillis() + gapCapMillis,
                        to.equals(Instant.MAX) ? Long.MAX_VALUE : to.toEpochMilli()));
    }

    boolean has(VisibleDevice device) {
        return byDevice.containsKey(device.key());
    }

    RolledTable table() {
        return table;
    }

    List<Numbered> stretches(VisibleDevice device) {
        return byDevice.getOrDefault(device.key(), List.of());
    }

    PlacedRows rollups() {
        return rollups;
    }

    PlacedRows samples() {
        return samples;
    }

    @Override
    public void close() throws SQLException {
        try (rollups;
                samples) {
            // both, even when the first fails: nobody may read on when the transaction ends
        }
    }
}
