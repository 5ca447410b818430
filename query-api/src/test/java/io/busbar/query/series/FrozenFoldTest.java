package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows frozen in quarters of an hour up to a horizon and raw from there on give the answer that the rows give. */
final class FrozenFoldTest {

    private static final int COLUMNS = 3;
    private static final long FROM_MILLIS =
            Instant.parse("2026-04-03T00:00:00Z").toEpochMilli();
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** What is frozen of a quarter. */
    private record Part(long startMillis, @Nullable BucketSummary[] columns) {}

    @ParameterizedTest
    @CsvSource({
        "1, 1h, Asia/Kolkata",
        "2, 1d, Asia/Kolkata",
        "3, 1d, Australia/Lord_Howe",
        "4, 1h, Australia/Lord_Howe",
        "5, 1d, Europe/Berlin",
        "6, 15m, Asia/Kathmandu",
        "7, 1d, Pacific/Chatham"
    })
    void answersAsTheRowsDo(long seed, String word, String zone) {
        Bucket bucket = Objects.requireNonNull(Bucket.ofWord(word));
        for (int round = 0; round < 40; round++) {
            Random random = new Random(seed * 1_000 + round);
            long gapCapMillis = random.nextInt(1, 5_000) * 60_000L;
            List<SeriesRow> rows = rows(random, FROM_MILLIS, FROM_MILLIS + 4 * DAY_MILLIS);
            long horizonMillis = FROM_MILLIS + random.nextInt(0, 5) * DAY_MILLIS;
            long askedFrom = FROM_MILLIS
                    + random.nextInt(0, 4 * 96) * Duration.ofMinutes(15).toMillis();
            BucketFold.Range asked = new BucketFold.Range(askedFrom, FROM_MILLIS + 4 * DAY_MILLIS, gapCapMillis);

            List<String> fromRows = new ArrayList<>();
            BucketFold plain = fold(bucket, ZoneId.of(zone), asked, fromRows);
            rows.stream()
                    .filter(row -> row.timeMillis() >= askedFrom - gapCapMillis)
                    .forEach(plain::add);
            plain.finish();

            List<String> fromBoth = new ArrayList<>();
            BucketFold mixed = fold(bucket, ZoneId.of(zone), asked, fromBoth);
            for (Part part : frozen(rows, horizonMillis, gapCapMillis)) {
                if (part.startMillis() >= askedFrom - gapCapMillis - DAY_MILLIS) {
                    mixed.addFrozen(
                            part.startMillis(), part.startMillis() + FrozenCursor.QUARTER_MILLIS, part.columns());
                }
            }
            rows.stream().filter(row -> row.timeMillis() >= horizonMillis).forEach(mixed::add);
            mixed.finish();

            assertThat(fromBoth).as("seed %d, round %d", seed, round).isEqualTo(fromRows);
        }
    }

    /** Day by day, each begun with what holds from the day before. */
    private static List<Part> frozen(List<SeriesRow> rows, long horizonMillis, long gapCapMillis) {
        List<Part> parts = new ArrayList<>();
        for (long day = FROM_MILLIS; day < horizonMillis; day += DAY_MILLIS) {
            long dayMillis = day;
            BucketFold fold = BucketFold.freezing(
                    COLUMNS,
                    Bucket.QUARTER_HOUR,
                    ZoneOffset.UTC,
                    new BucketFold.Range(day, day + DAY_MILLIS, gapCapMillis),
                    (start, columns) -> parts.add(new Part(start, copies(columns))));
            for (Part part : List.copyOf(parts)) {
                for (int column = 0; column < COLUMNS; column++) {
                    BucketSummary summary = part.columns()[column];
                    if (summary != null && summary.count() > 0) {
                        fold.hold(column, summary.lastAtMillis(), summary.last());
                    }
                }
            }
            rows.stream()
                    .filter(row -> row.timeMillis() >= dayMillis && row.timeMillis() < dayMillis + DAY_MILLIS)
                    .forEach(fold::add);
            fold.finish();
        }
        return parts;
    }

    private static @Nullable BucketSummary[] copies(BucketSummary[] columns) {
        @Nullable BucketSummary[] copies = new @Nullable BucketSummary[columns.length];
        for (int i = 0; i < columns.length; i++) {
            if (!columns[i].isEmpty()) {
                BucketSummary copy = new BucketSummary();
                copy.merge(columns[i]);
                copies[i] = copy;
            }
        }
        return copies;
    }

    private static List<SeriesRow> rows(Random random, long fromMillis, long toMillis) {
        List<SeriesRow> rows = new ArrayList<>();
        long at = fromMillis;
        while (at < toMillis) {
            SeriesRow row = new SeriesRow(COLUMNS);
            row.begin(at);
            for (int column = 0; column < COLUMNS; column++) {
                if (column == rows.size() % COLUMNS || random.nextInt(4) > column) {
                    row.set(column, random.nextLong(-1_000_000, 1_000_000));
                }
            }
            rows.add(row);
            at += random.nextInt(20) == 0 ? random.nextInt(2 * (int) DAY_MILLIS) : random.nextInt(1, 1_800_000);
        }
        return rows;
    }

    private static BucketFold fold(Bucket bucket, ZoneId zone, BucketFold.Range range, List<String> out) {
        return BucketFold.answering(COLUMNS, bucket, zone, range, (start, columns) -> {
            StringBuilder text = new StringBuilder().append(Instant.ofEpochMilli(start));
            for (BucketSummary column : columns) {
                text.append(" | ").append(column.count());
                for (Aggregate aggregate : List.of(Aggregate.MIN, Aggregate.MAX, Aggregate.MEAN, Aggregate.LAST)) {
                    text.append(' ').append(column.has(aggregate) ? column.value(aggregate) : "-");
                }
            }
            out.add(text.toString());
        });
    }
}
