package io.busbar.query.series;

import io.busbar.measure.DeviceType;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.SeriesSink.Head;
import io.busbar.query.series.SeriesSink.SeriesOf;
import io.busbar.rollup.Cadence;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One answer in the making. Confined to one transaction. */
final class SeriesRun {

    private final Connection connection;
    private final SeriesRequest request;
    private final Instant now;
    private final Executor threads;
    private final Cancellation cancellation;
    private final Columns columns;
    private final ColumnChoice choice;
    private final Map<FrameTable, Horizons> horizons = new HashMap<>();
    private Sources sources = Sources.NONE;
    private int given;
    private @Nullable SeriesBlock block;

    /** @param threads that read ahead of the answer */
    SeriesRun(
            Connection connection,
            Columns columns,
            SeriesRequest request,
            Instant now,
            Executor threads,
            Cancellation cancellation) {
        this.connection = connection;
        this.request = request;
        this.now = now;
        this.threads = threads;
        this.cancellation = cancellation;
        this.columns = columns;
        this.choice = new ColumnChoice(columns, request);
    }

    void answer(SeriesSink sink) throws SQLException, IOException {
        choice.requireKnown();
        List<DeviceColumns> chosen = chosen();
        Bucket bucket = request.bucket() != null ? request.bucket() : AutoBucket.choose(request, choice, chosen);
        List<DeviceColumns> devices = answered(chosen, bucket);
        sink.begin(new Head(
                request.zone(),
                bucket,
                bucket == Bucket.RAW && request.slots() != null ? ExtremeRows.METHOD : null,
                devices.stream().map(SeriesRun::seriesOf).toList()));
        try (RolledBatches batches = new RolledBatches(
                new RolledQuestion(connection, columns, bucket, request.zone(), threads, cancellation),
                request,
                devices)) {
            for (int i = 0; i < devices.size(); i++) {
                answer(devices.get(i), bucket, batches, i, sink);
            }
        }
        sink.end(sources, given >= request.limit());
    }

    /** Devices that several are asked of and that have nothing of what is asked are left out. */
    private List<DeviceColumns> chosen() throws SQLException, IOException {
        List<DeviceColumns> chosen = new ArrayList<>();
        Map<List<Column>, List<Column>> alike = new HashMap<>();
        for (VisibleDevice device : request.devices()) {
            cancellation.check();
            DeviceHistory history =
                    DeviceHistory.of(connection, device, request, horizons(device.type()), cancellation);
            List<Column> columns = choice.of(device, history);
            if (request.devices().size() == 1 || !columns.isEmpty()) {
                chosen.add(new DeviceColumns(device, history, alike.computeIfAbsent(columns, List::copyOf)));
            }
        }
        return chosen;
    }

    private List<DeviceColumns> answered(List<DeviceColumns> chosen, Bucket bucket) {
        Map<List<Column>, List<Column>> alike = new HashMap<>();
        List<DeviceColumns> answered = new ArrayList<>();
        for (DeviceColumns device : chosen) {
            answered.add(
                    device.with(alike.computeIfAbsent(device.columns(), columns -> choice.answered(columns, bucket))));
        }
        return answered;
    }

    private void answer(DeviceColumns device, Bucket bucket, RolledBatches batches, int number, SeriesSink sink)
            throws SQLException, IOException {
        sink.beginSeries(seriesOf(device));
        SeriesTally tally = new SeriesTally(device.device(), device.columns().size());
        if (!device.columns().isEmpty() && given < request.limit()) {
            try (RowCursor rows = bucket == Bucket.RAW ? raw(device) : buckets(device, bucket, batches, number)) {
                give(rows, device, tally, sink);
            }
        }
        sink.endSeries(tally.coverage(device.history().spans(), now), tally.lastRow(request.to()));
    }

    private void give(RowCursor rows, DeviceColumns device, SeriesTally tally, SeriesSink sink)
            throws SQLException, IOException {
        SeriesBlock block = block(device.columns().size());
        SeriesRow row = new SeriesRow(block);
        for (long at = rows.timeMillis(); at != Long.MAX_VALUE && given < request.limit(); at = rows.timeMillis()) {
            block.add(at);
            rows.fill(at, row);
            if (row.isEmpty()) {
                block.removeEmpty();
            } else {
                given++;
            }
            if (block.isFull()) {
                give(block, tally, sink);
            }
        }
        if (block.rows() > 0) {
            give(block, tally, sink);
        }
        if (rows instanceof BucketRows buckets) {
            sources = sources.plus(buckets.sources());
        }
    }

    private static void give(SeriesBlock block, SeriesTally tally, SeriesSink sink) throws IOException {
        tally.count(block);
        sink.rows(block);
        block.clear();
    }

    /** An empty one: that of the device before, where it has as many columns. */
    private SeriesBlock block(int columns) {
        SeriesBlock known = block;
        if (known == null || known.columns() != columns) {
            known = new SeriesBlock(columns, SeriesBlock.MAX_ROWS);
            block = known;
        }
        return known;
    }

    private RowCursor raw(DeviceColumns device) {
        sources = sources.plus(device.history().sources(device.columns(), Bucket.RAW, request.from()));
        RawRows rows = new RawRows(device.history(), device.columns());
        @Nullable Integer slots = request.slots();
        return slots == null ? rows : new ExtremeRows(rows, device.columns(), request, slots);
    }

    private RowCursor buckets(DeviceColumns device, Bucket bucket, RolledBatches batches, int number)
            throws SQLException {
        List<RowCursor> cursors = new ArrayList<>();
        ColumnSplit split = ColumnSplit.of(device, request);
        RolledRows rolled = null;
        if (split.rolled().length > 0) {
            rolled = batches.rows(number, split.rolled());
            cursors.add(rolled);
        }
        if (split.folded().length > 0) {
            List<Column> folded = split.columns(split.folded());
            sources = sources.plus(device.history().sources(folded, bucket, request.from()));
            cursors.add(
                    new FoldedRows(device.history(), folded, split.folded(), bucket, request.zone(), range(device)));
        }
        return new BucketRows(new MergedRows(cursors), rolled);
    }

    private BucketFold.Range range(DeviceColumns device) {
        long gapCapMillis = Cadence.ofSeconds(device.device().place().uploadIntervalSeconds())
                .gapCapMillis();
        return new BucketFold.Range(request.from().toEpochMilli(), request.to().toEpochMilli(), gapCapMillis);
    }

    private Horizons horizons(DeviceType type) throws SQLException {
        FrameTable table = FrameTable.of(type);
        Horizons known = horizons.get(table);
        if (known == null) {
            known = Horizons.read(connection, type);
            horizons.put(table, known);
        }
        return known;
    }

    private static SeriesOf seriesOf(DeviceColumns device) {
        return new SeriesOf(device.device(), device.columns());
    }
}
