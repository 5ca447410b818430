package io.busbar.query.series;

import io.busbar.query.access.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Frozen quarters of an hour in ascending order of time, all columns of a quarter together. Needs memory for one day. Confined to one
 * thread, inside one transaction.
 */
final class FrozenCursor implements AutoCloseable {

    static final int QUARTERS_PER_DAY = 96;
    static final long QUARTER_MILLIS = Bucket.QUARTER_HOUR.nominalMillis();
    static final long DAY_MILLIS = QUARTERS_PER_DAY * QUARTER_MILLIS;

    private static final int FETCH_ROWS = 50;

    private final PreparedStatement statement;
    private final ResultSet row;
    private final Map<String, Integer> columns;
    private final int columnCount;
    private final long toMillis;
    private final Cancellation cancellation;
    private final @Nullable Quarter[] day = new @Nullable Quarter[QUARTERS_PER_DAY];
    private int next = QUARTERS_PER_DAY;
    private boolean hasRow;

    /** What is known of a quarter, or of the part of it that belongs to one owner of the device. */
    private static final class Quarter {
        private final @Nullable BucketSummary[] columns;
        private long startMillis = Long.MAX_VALUE;
        private long endMillis = Long.MIN_VALUE;

        Quarter(int columns) {
            this.columns = new @Nullable BucketSummary[columns];
        }

        BucketSummary of(int column) {
            BucketSummary summary = columns[column];
            if (summary == null) {
                summary = new BucketSummary();
                columns[column] = summary;
            }
            return summary;
        }
    }

    /**
     * @param columns the place of each series in the answer
     * @param toMillis quarters that begin there or later are left out
     */
    FrozenCursor(
            Connection connection,
            Sql sql,
            Map<String, Integer> columns,
            int columnCount,
            long toMillis,
            Cancellation cancellation)
            throws SQLException {
        this.statement = sql.prepare(connection);
        this.columns = columns;
        this.columnCount = columnCount;
        this.toMillis = toMillis;
        this.cancellation = cancellation;
        statement.setFetchSize(FETCH_ROWS);
        cancellation.watch(statement);
        this.row = statement.executeQuery();
        this.hasRow = row.next();
        advance();
    }

    /** When the next quarter begins, or the part of it; {@link Long#MAX_VALUE} at the end. */
    long timeMillis() {
        Quarter quarter = next < QUARTERS_PER_DAY ? day[next] : null;
        return quarter == null ? Long.MAX_VALUE : quarter.startMillis;
    }

    /** Hands the next quarter to the fold, as a part of a bucket or, {@code heldOnly}, for what holds after it. */
    void feed(BucketFold fold, boolean heldOnly) throws SQLException {
        Quarter quarter = day[next];
        if (quarter == null) {
            throw new IllegalStateException("no more frozen quarters");
        }
        if (heldOnly) {
            fold.holdFrozen(quarter.endMillis, quarter.columns);
        } else {
            fold.addFrozen(quarter.startMillis, quarter.endMillis, quarter.columns);
        }
        next++;
        advance();
    }

    @Override
    public void close() throws SQLException {
        cancellation.forget(statement);
        statement.close();
    }

    private void advance() throws SQLException {
        while (true) {
            while (next < QUARTERS_PER_DAY && day[next] == null) {
                next++;
            }
            if (next < QUARTERS_PER_DAY || !hasRow) {
                return;
            }
            readDay();
        }
    }

    private void readDay() throws SQLException {
        Arrays.fill(day, null);
        next = 0;
        long dayMillis = Math.floorDiv(millis("time"), DAY_MILLIS) * DAY_MILLIS;
        while (hasRow && Math.floorDiv(millis("time"), DAY_MILLIS) * DAY_MILLIS == dayMillis) {
            Integer column = columns.get(row.getString("series"));
            if (column != null) {
                readSeries(dayMillis, column);
            }
            hasRow = row.next();
        }
    }

    private void readSeries(long dayMillis, int column) throws SQLException {
        long fromMillis = millis("time");
        long untilMillis = millis("until");
        Short[] quarters = (Short[]) row.getArray("quarter").getArray();
        Integer[] counts = integers("count");
        Long[] min = longs("min");
        Long[] max = longs("max");
        Long[] last = longs("last");
        Integer[] lastMillis = integers("last_ms");
        BigDecimal[] weighted = (BigDecimal[]) row.getArray("weighted").getArray();
        Integer[] coveredMillis = integers("covered_ms");
        for (int i = 0; i < quarters.length; i++) {
            int number = quarters[i];
            long startMillis = Math.max(dayMillis + number * QUARTER_MILLIS, fromMillis);
            if (startMillis >= toMillis) {
                return;
            }
            Quarter quarter = day[number];
            if (quarter == null) {
                quarter = new Quarter(columnCount);
                day[number] = quarter;
            }
            quarter.startMillis = Math.min(quarter.startMillis, startMillis);
            quarter.endMillis =
                    Math.max(quarter.endMillis, Math.min(dayMillis + (number + 1) * QUARTER_MILLIS, untilMillis));
            BucketSummary summary = quarter.of(column);
            if (counts[i] > 0) {
                summary.merge(counts[i], min[i], max[i], last[i], dayMillis + lastMillis[i]);
            }
            summary.mergeWeight(weighted[i].toBigIntegerExact(), coveredMillis[i]);
        }
    }

    private Integer[] integers(String name) throws SQLException {
        return (Integer[]) row.getArray(name).getArray();
    }

    private Long[] longs(String name) throws SQLException {
        return (Long[]) row.getArray(name).getArray();
    }

    private long millis(String name) throws SQLException {
        return row.getObject(name, OffsetDateTime.class).toInstant().toEpochMilli();
    }
}
