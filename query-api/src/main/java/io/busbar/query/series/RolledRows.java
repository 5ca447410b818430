package io.busbar.query.series;

import io.busbar.query.series.RolledBatch.Numbered;
import io.busbar.query.series.RolledTable.OfDevice;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.Cadence;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of the columns that roll-ups have, of one device: from roll-ups where these are what the samples make, else from the samples. A row of
 * roll-ups that was made with another upload interval than the answer reckons with, or of a day of another time zone, is not taken: a day or more
 * from there on is read from samples. Memory for a few buckets. Confined to one thread, inside one transaction.
 */
final class RolledRows implements RowCursor {

    private static final long LEAST_FALLBACK_MILLIS = Duration.ofDays(1).toMillis();

    private final RolledQuestion question;
    private final DeviceColumns device;
    private final int[] places;
    private final RolledBatch batch;
    private final Iterator<Numbered> stretches;
    private final boolean dependsOnInterval;
    private final Set<Bucket> used = EnumSet.noneOf(Bucket.class);
    private final RolledPart open = new RolledPart();
    private final ArrayDeque<SeriesRow> ready = new ArrayDeque<>();

    /** Rows that were ready before. */
    private final ArrayDeque<SeriesRow> spare = new ArrayDeque<>();

    private long openMillis = Long.MIN_VALUE;
    private boolean isFinished;

    /** The stretch that is being read; null between stretches. */
    private @Nullable Numbered current;

    /** Of the stretch, when it is one of samples. */
    private @Nullable SampleFold fold;

    private long doneMillis;

    /**
     * @param device with those of its columns that roll-ups have
     * @param places where these stand in the answer
     */
    RolledRows(RolledQuestion question, DeviceColumns device, int[] places, RolledBatch batch) {
        this.question = question;
        this.device = device;
        this.places = places;
        this.batch = batch;
        this.stretches = batch.stretches(device.device()).iterator();
        this.dependsOnInterval = device.columns().stream()
                .anyMatch(column -> column.aggregate() == Aggregate.MEAN || column.aggregate() == Aggregate.SUM);
    }

    /** What was read, complete at the end. */
    Sources sources() {
        return new Sources(used, null);
    }

    @Override
    public long timeMillis() throws SQLException, IOException {
        while (ready.isEmpty() && !isFinished) {
            question.cancellation().check();
            step();
        }
        return ready.isEmpty() ? Long.MAX_VALUE : ready.element().timeMillis();
    }

    @Override
    public void fill(long atMillis, SeriesRow target) throws SQLException, IOException {
        if (atMillis == Long.MAX_VALUE || timeMillis() != atMillis) {
            return;
        }
        SeriesRow row = ready.remove();
        for (int i = 0; i < places.length; i++) {
            if (row.has(i)) {
                target.set(places[i], row.value(i), row.count(i), row.newestAtMillis(i));
            }
        }
        spare.add(row);
    }

    @Override
    public void close() {
        // the batch is closed by who opened it
    }

    private void step() throws SQLException {
        Numbered stretch = current;
        SampleFold samples = fold;
        if (stretch != null && samples != null) {
            readSample(stretch, samples);
        } else if (stretch != null) {
            readRollup(stretch);
        } else if (stretches.hasNext()) {
            current = stretches.next();
            doneMillis = current.stretch().fromMillis();
            fold = current.stretch().level() == null ? fold(current.stretch()) : null;
        } else {
            closeBucket();
            isFinished = true;
        }
    }

    private void readSample(Numbered stretch, SampleFold samples) throws SQLException {
        PlacedRows rows = batch.samples();
        if (rows.isAt(stretch.number())) {
            used.add(Bucket.RAW);
            samples.add(rows);
            rows.advance();
        } else {
            samples.finish();
            fold = null;
            current = null;
        }
    }

    private void readRollup(Numbered stretch) throws SQLException {
        PlacedRows rows = batch.rollups();
        if (!rows.isAt(stretch.number())) {
            current = null;
            return;
        }
        long start = RolledTable.startMillis(rows);
        BucketLevel level = Objects.requireNonNull(stretch.stretch().level());
        long end = batch.table().endMillis(rows, start, level);
        boolean isWhole = doneMillis >= stretch.stretch().toMillis(); // a day of another zone may begin before it ends
        if (end > doneMillis && !isWhole) {
            if (start >= doneMillis && isUsable(rows, start, end)) {
                openBucket(start);
                batch.table().read(rows, start, open);
                used.add(Bucket.of(level));
                doneMillis = end;
            } else {
                fallBack(stretch, Math.max(start, doneMillis), end);
            }
        }
        rows.advance();
    }

    /** Whether the row is what the samples make, reckoned as answers do, and lies in one bucket of the answer. */
    private boolean isUsable(PlacedRows rows, long start, long end) {
        long bucketStart = question.bucket().startMillis(start, question.zone());
        boolean isInside = end <= question.bucket().endMillis(bucketStart, question.zone());
        return isInside
                && (!dependsOnInterval
                        || batch.table().intervalSeconds(rows)
                                == device.device().place().uploadIntervalSeconds());
    }

    /** Reads at least a day from the samples, up to the end of a bucket, and not beyond the stretch. */
    private void fallBack(Numbered stretch, long start, long end) throws SQLException {
        Bucket bucket = question.bucket();
        long from = Math.max(doneMillis, bucket.startMillis(start, question.zone()));
        long until = Math.max(end, from + LEAST_FALLBACK_MILLIS) - 1;
        long to = bucket.endMillis(bucket.startMillis(until, question.zone()), question.zone());
        Stretch samples = Stretch.ofRows(from, Math.min(to, stretch.stretch().toMillis()));
        OfDevice ofDevice = RolledBatch.ofDevice(device.device(), samples, stretch.span(), gapCapMillis());
        SampleFold once = fold(samples);
        try (PlacedRows rows = question.rows(batch.table().samples(List.of(ofDevice)))) {
            while (rows.isAt(1)) {
                used.add(Bucket.RAW);
                once.add(rows);
                rows.advance();
            }
        }
        once.finish();
        doneMillis = samples.toMillis();
    }

    private SampleFold fold(Stretch stretch) {
        return SampleFold.of(
                batch.table().table(),
                device.device().type(),
                question.columns(),
                new ClippedEdges(question.bucket(), question.zone(), stretch.fromMillis(), stretch.toMillis()),
                Cadence.ofSeconds(device.device().place().uploadIntervalSeconds()),
                (start, part) -> {
                    openBucket(start);
                    open.add(part);
                });
    }

    private void openBucket(long atMillis) {
        long start = question.bucket().startMillis(atMillis, question.zone());
        if (start != openMillis) {
            closeBucket();
            openMillis = start;
        }
    }

    private void closeBucket() {
        if (openMillis == Long.MIN_VALUE) {
            return;
        }
        SeriesRow row = spare.isEmpty() ? new SeriesRow(places.length) : spare.remove();
        row.begin(openMillis);
        for (int i = 0; i < places.length; i++) {
            open.fill(device.columns().get(i), i, row);
        }
        if (!row.isEmpty()) {
            ready.add(row);
        } else {
            spare.add(row);
        }
        open.clear();
    }

    private long gapCapMillis() {
        return Cadence.ofSeconds(device.device().place().uploadIntervalSeconds())
                .gapCapMillis();
    }
}
