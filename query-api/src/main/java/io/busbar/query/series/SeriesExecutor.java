package io.busbar.query.series;

import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.rollup.Cadence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Answers history requests: one transaction, rows streamed from the tables through the fold into the sink, memory for a few hundred rows
 * and one bucket, and for one day of frozen ones. May be shared between threads.
 */
public final class SeriesExecutor {

    /** With more rows than this, {@code bucket=auto} takes buckets, and the narrowest that give no more than this many. */
    static final int AUTO_ROWS = 2_000;

    private final Database database;
    private final Columns columns;
    private final Clock clock;

    public SeriesExecutor(Database database, Columns columns, Clock clock) {
        this.database = database;
        this.columns = columns;
        this.clock = clock;
    }

    /**
     * @throws Refusal when a point is unknown or hidden, or texts are to be put into buckets; before anything reaches the sink
     * @throws UncheckedIOException when the sink does not take more
     */
    public void run(SeriesRequest request, SeriesSink sink, Cancellation cancellation) {
        database.read(connection -> {
            try {
                run(connection, request, sink, cancellation);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }

    private void run(Connection connection, SeriesRequest request, SeriesSink sink, Cancellation cancellation)
            throws SQLException, IOException {
        DeviceHistory history = DeviceHistory.of(connection, request, cancellation);
        ColumnChoice choice = new ColumnChoice(columns, history, request);
        List<Column> chosen = choice.columns();
        Bucket bucket = request.bucket() != null ? request.bucket() : autoBucket(request, history, choice, chosen);
        List<Column> answered = answered(request, bucket, chosen);
        sink.begin(request, bucket, history.sources(answered, bucket, request.from()), answered);
        SeriesTally tally = new SeriesTally(request, answered.size());
        if (!answered.isEmpty()) {
            read(history, request, bucket, answered, new SeriesOutput(answered, request.limit(), sink, tally));
        }
        sink.end(tally.coverage(history.spans(), clock.instant()), tally.lastRow());
    }

    private static void read(
            DeviceHistory history, SeriesRequest request, Bucket bucket, List<Column> answered, SeriesOutput output)
            throws SQLException, IOException {
        if (bucket == Bucket.RAW) {
            history.readRaw(answered, output::raw);
            return;
        }
        long gapCapMillis = Cadence.ofSeconds(request.device().place().uploadIntervalSeconds())
                .gapCapMillis();
        BucketFold fold = BucketFold.answering(
                answered.size(),
                bucket,
                request.zone(),
                new BucketFold.Range(request.from().toEpochMilli(), request.to().toEpochMilli(), gapCapMillis),
                output::bucket);
        history.readInto(fold, answered, bucket, gapCapMillis, output::full);
    }

    private static List<Column> answered(SeriesRequest request, Bucket bucket, List<Column> chosen) {
        if (bucket == Bucket.RAW) {
            return chosen;
        }
        List<Column> answered = new ArrayList<>();
        for (Column column : chosen) {
            if (!column.text()) {
                answered.add(column.with(Objects.requireNonNullElse(request.aggregate(), column.usual())));
            } else if (!request.points().isEmpty()) {
                throw Refusal.invalid("?points", column.name() + " is a text and has no buckets: ask bucket=raw");
            }
        }
        return answered;
    }

    /** Rows and narrow buckets only where nothing of the range is left in frozen buckets alone. */
    private static Bucket autoBucket(
            SeriesRequest request, DeviceHistory history, ColumnChoice choice, List<Column> chosen)
            throws SQLException {
        if (choice.namesText()) {
            return Bucket.RAW;
        }
        boolean frozen = history.hasFrozen(chosen);
        if (!frozen && history.countRows(chosen, AUTO_ROWS + 1) <= AUTO_ROWS) {
            return Bucket.RAW;
        }
        long rangeMillis = request.to().toEpochMilli() - request.from().toEpochMilli();
        for (Bucket bucket : List.of(frozen ? Bucket.QUARTER_HOUR : Bucket.FIVE_MINUTES, Bucket.ONE_HOUR)) {
            if (rangeMillis / bucket.nominalMillis() <= AUTO_ROWS) {
                return bucket;
            }
        }
        return Bucket.ONE_DAY;
    }
}
