package io.busbar.query.series;

import java.time.ZoneOffset;
import java.util.List;

/** Folds some series of one device over a part of a day into rows of frozen_bucket. Confined to one thread. */
final class FrozenPart {

    private final int device;
    private final Tenures.Part part;
    private final List<String> series;
    private final FrozenRow[] rows;
    private final BucketFold fold;

    FrozenPart(int device, Tenures.Part part, List<String> series) {
        this.device = device;
        this.part = part;
        this.series = series;
        this.rows = new FrozenRow[series.size()];
        long fromMillis = part.from().toEpochMilli();
        long dayMillis = Math.floorDiv(fromMillis, FrozenCursor.DAY_MILLIS) * FrozenCursor.DAY_MILLIS;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new FrozenRow(dayMillis);
        }
        fold = BucketFold.freezing(
                series.size(),
                Bucket.QUARTER_HOUR,
                ZoneOffset.UTC,
                new BucketFold.Range(fromMillis, part.to().toEpochMilli(), part.gapCapMillis()),
                this::take);
    }

    BucketFold fold() {
        return fold;
    }

    /** Ends the fold and writes what it gave. */
    void writeTo(StringBuilder lines) {
        fold.finish();
        for (int i = 0; i < rows.length; i++) {
            rows[i].writeTo(lines, device, part, series.get(i));
        }
    }

    private void take(long startMillis, BucketSummary[] summaries) {
        for (int i = 0; i < rows.length; i++) {
            rows[i].add(startMillis, summaries[i]);
        }
    }
}
