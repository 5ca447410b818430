package io.busbar.query.series;

import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.Column.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers history requests: one transaction, rows streamed from the tables through the fold into the sink, memory for a few hundred rows
 * and one bucket. May be shared between threads.
 */
public final class SeriesExecutor {

    /** With more rows than this, {@code bucket=auto} takes buckets, and the narrowest that give no more than this many. */
    static final int AUTO_ROWS = 2_000;

    /** A value holds for so many upload intervals at most, as a ratio: 5 / 2. */
    private static final int GAP_CAP_HALF_INTERVALS = 5;

    private static final int COVERAGE_DECIMALS = 4;

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
                new Run(connection, request, sink, cancellation).run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }

    /** One request under way. Confined to one thread. */
    private final class Run {
        private final SeriesRequest request;
        private final SeriesSink sink;
        private final Cancellation cancellation;
        private final SampleTables tables;
        private final List<Interval> ranges;
        private long rowsRead;
        private int rowsGiven;
        private @Nullable Instant lastRow;

        Run(Connection connection, SeriesRequest request, SeriesSink sink, Cancellation cancellation) {
            this.request = request;
            this.sink = sink;
            this.cancellation = cancellation;
            this.tables = new SampleTables(connection, request.device(), cancellation);
            this.ranges = visibleRanges(request);
        }

        void run() throws SQLException, IOException {
            List<Column> chosen = chosenColumns();
            Bucket bucket = chosenBucket(chosen);
            List<Column> answered = new ArrayList<>();
            for (Column column : chosen) {
                if (bucket == Bucket.RAW) {
                    answered.add(column);
                } else if (!column.text()) {
                    answered.add(column.with(Objects.requireNonNullElse(request.aggregate(), column.usual())));
                } else if (!request.points().isEmpty()) {
                    throw Refusal.invalid("?points", column.name() + " is a text and has no buckets: ask bucket=raw");
                }
            }
            sink.begin(request, bucket, answered);
            if (!answered.isEmpty()) {
                read(answered, bucket);
            }
            sink.end(coverage(), lastRow);
        }

        private List<Column> chosenColumns() throws SQLException {
            int cells = 0;
            int temperatures = 0;
            boolean all = request.points().isEmpty();
            for (Interval range : ranges) {
                if (all || request.points().contains(Columns.CELLS)) {
                    cells = Math.max(cells, tables.longest("cell_mv", range));
                }
                if (all || request.points().contains(Columns.TEMPERATURES)) {
                    temperatures = Math.max(temperatures, tables.longest("temp_cc", range));
                }
            }
            if (!all) {
                List<Column> named = columns.named(request.device(), request.points(), cells, temperatures);
                return withoutEmptyTail(named);
            }
            List<Column> candidates = new ArrayList<>(withData(columns.scalars(request.device())));
            candidates.addAll(columns.temperatures(request.device(), temperatures));
            candidates.addAll(columns.cells(request.device(), cells));
            return withoutEmptyTail(candidates);
        }

        /** In order of the given columns, those with data in any of the ranges. */
        private List<Column> withData(List<Column> given) throws SQLException {
            Map<Column, Boolean> present = new LinkedHashMap<>();
            given.forEach(column -> present.put(column, false));
            for (Interval range : ranges) {
                tables.withData(given, range).forEach(column -> present.put(column, true));
            }
            return given.stream()
                    .filter(column -> present.getOrDefault(column, false))
                    .toList();
        }

        /** The highest visible cell with a value ends the cells: how many hidden ones follow must not show. */
        private List<Column> withoutEmptyTail(List<Column> given) throws SQLException {
            List<Column> kept = new ArrayList<>(given);
            for (Store store : List.of(Store.CELL, Store.TEMPERATURE)) {
                String word = store == Store.CELL ? Columns.CELLS : Columns.TEMPERATURES;
                if (!request.points().isEmpty() && !request.points().contains(word)) {
                    continue;
                }
                List<Column> numbered =
                        given.stream().filter(column -> column.store() == store).toList();
                for (int i = numbered.size() - 1;
                        i >= 0 && withData(List.of(numbered.get(i))).isEmpty();
                        i--) {
                    kept.remove(numbered.get(i));
                }
            }
            return kept;
        }

        private Bucket chosenBucket(List<Column> chosen) throws SQLException {
            if (request.bucket() != null) {
                return request.bucket();
            }
            boolean namedText = !request.points().isEmpty() && chosen.stream().anyMatch(Column::text);
            int rows = 0;
            for (Interval range : ranges) {
                rows += tables.countRows(chosen, range, AUTO_ROWS + 1);
            }
            if (namedText || rows <= AUTO_ROWS) {
                return Bucket.RAW;
            }
            long rangeMillis = request.to().toEpochMilli() - request.from().toEpochMilli();
            for (Bucket bucket : List.of(Bucket.FIVE_MINUTES, Bucket.ONE_HOUR)) {
                if (rangeMillis / bucket.nominalMillis() <= AUTO_ROWS) {
                    return bucket;
                }
            }
            return Bucket.ONE_DAY;
        }

        private void read(List<Column> answered, Bucket bucket) throws SQLException, IOException {
            SeriesRow row = new SeriesRow(answered.size());
            long gapCapMillis = GAP_CAP_HALF_INTERVALS * intervalMillis() / 2;
            BucketFold fold = bucket == Bucket.RAW
                    ? null
                    : new BucketFold(
                            answered.stream()
                                    .map(column -> Objects.requireNonNull(column.aggregate()))
                                    .toList(),
                            bucket,
                            request.zone(),
                            request.from().toEpochMilli(),
                            request.to().toEpochMilli(),
                            gapCapMillis,
                            this::giveUnchecked);
            for (Interval range : ranges) {
                Interval read = fold == null ? range : withLookBack(range, gapCapMillis);
                readRange(answered, read, range.from().toEpochMilli(), row, fold);
                if (fold != null) {
                    fold.interrupt(range.to().toEpochMilli());
                }
            }
            if (fold != null) {
                fold.finish();
            }
        }

        private void readRange(
                List<Column> answered, Interval range, long countFromMillis, SeriesRow row, @Nullable BucketFold fold)
                throws SQLException, IOException {
            List<SampleCursor> cursors = tables.cursors(answered, range);
            try {
                while (rowsGiven < request.limit()) {
                    if (cancellation.cancelled()) {
                        throw new IOException("the client has gone"); // a part must not pass for the whole answer
                    }
                    long at = Long.MAX_VALUE;
                    for (SampleCursor cursor : cursors) {
                        at = Math.min(at, cursor.timeMillis());
                    }
                    if (at == Long.MAX_VALUE) {
                        return;
                    }
                    row.begin(at);
                    for (SampleCursor cursor : cursors) {
                        cursor.fill(at, row);
                    }
                    if (at >= countFromMillis) {
                        rowsRead++;
                        lastRow = Instant.ofEpochMilli(at);
                    }
                    if (fold == null) {
                        give(row);
                    } else {
                        fold.add(row);
                    }
                }
            } finally {
                for (SampleCursor cursor : cursors) {
                    cursor.close();
                }
            }
        }

        private void give(SeriesRow row) throws IOException {
            if (rowsGiven < request.limit()) {
                sink.row(row);
                rowsGiven++;
            }
        }

        private void giveUnchecked(SeriesRow row) {
            try {
                give(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Interval withLookBack(Interval range, long gapCapMillis) {
            Instant earliest = request.device().intervals().stream()
                    .filter(interval -> interval.holds(range.from()))
                    .findFirst()
                    .map(Interval::from)
                    .orElse(range.from());
            Instant from = range.from().minusMillis(gapCapMillis);
            return new Interval(from.isBefore(earliest) ? earliest : from, range.to());
        }

        private BigDecimal coverage() {
            Instant now = clock.instant();
            long expectedMillis = 0;
            for (Interval range : ranges) {
                Instant until = range.to().isBefore(now) ? range.to() : now;
                expectedMillis +=
                        Math.max(0, until.toEpochMilli() - range.from().toEpochMilli());
            }
            if (expectedMillis == 0) {
                return BigDecimal.ZERO;
            }
            return BigDecimal.valueOf(rowsRead)
                    .multiply(BigDecimal.valueOf(intervalMillis()))
                    .divide(BigDecimal.valueOf(expectedMillis), COVERAGE_DECIMALS, RoundingMode.HALF_UP)
                    .min(BigDecimal.ONE)
                    .stripTrailingZeros();
        }

        private long intervalMillis() {
            return request.device().place().uploadIntervalSeconds() * 1_000L;
        }
    }

    /** What is asked for, cut to when the device was visible. */
    private static List<Interval> visibleRanges(SeriesRequest request) {
        List<Interval> ranges = new ArrayList<>();
        for (Interval interval : request.device().intervals()) {
            Instant from = interval.from().isAfter(request.from()) ? interval.from() : request.from();
            Instant to = interval.to().isBefore(request.to()) ? interval.to() : request.to();
            if (from.isBefore(to)) {
                ranges.add(new Interval(from, to));
            }
        }
        return ranges;
    }
}
