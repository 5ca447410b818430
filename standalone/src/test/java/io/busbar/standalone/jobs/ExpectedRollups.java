package io.busbar.standalone.jobs;

import io.busbar.jobs.sample.BmsSample;
import io.busbar.topic.LoggerSettings;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the roll-ups of sorted samples must be, computed the obvious way, bucket by bucket. Stateless. */
final class ExpectedRollups {

    private static final double MICROS_PER_HOUR = 3.6e9;

    private ExpectedRollups() {}

    /**
     * A sample of a BMS with one pack.
     *
     * @param counter of charged energy, Wh
     */
    record Sample(
            long atMillis,
            BmsSample bms,
            @Nullable Integer differential,
            int maxCell,
            int minCell,
            @Nullable Long counter) {}

    /** From inclusive to exclusive. */
    record Bucket(String level, long fromMillis, long toMillis) {}

    /** Every bucket that holds a sample or into which a value holds, by level and start. */
    static SortedSet<String> keys(List<Sample> sorted, LoggerSettings settings) {
        SortedSet<String> keys = new TreeSet<>();
        for (Bucket bucket : buckets(sorted, settings)) {
            keys.add(key(bucket));
        }
        return keys;
    }

    /** Received, and of SOC how often, least, most, last, sum of value × held milliseconds, held milliseconds. */
    static SortedMap<String, String> soc(List<Sample> sorted, LoggerSettings settings) {
        return of(sorted, settings, sample -> sample.bms().socMillipercent(), false);
    }

    /** Received, and of the differential the same, and of its largest when and in which cells, and the 95th percentile. */
    static SortedMap<String, String> differential(List<Sample> sorted, LoggerSettings settings) {
        return of(sorted, settings, Sample::differential, true);
    }

    /** Of each bucket of five minutes with readings of the counter: how many, gained, of it across gaps, corrections, resets. */
    static SortedMap<String, String> counter(List<Sample> sorted, LoggerSettings settings) {
        SortedMap<String, long[]> buckets = new TreeMap<>();
        Sample before = null;
        for (Sample sample : sorted) {
            if (sample.counter() == null) {
                continue;
            }
            long[] bucket = buckets.computeIfAbsent(
                    "" + Math.floorDiv(sample.atMillis(), 300_000L) * 300_000L, start -> new long[5]);
            bucket[0]++;
            if (before != null && before.counter() != null) {
                long difference = sample.counter() - before.counter();
                boolean isReset = -difference > before.counter() / 100;
                bucket[1] += isReset ? 0 : difference;
                bucket[2] += !isReset && sample.atMillis() - before.atMillis() > gapCap(settings) ? difference : 0;
                bucket[3] += !isReset && difference < 0 ? 1 : 0;
                bucket[4] += isReset ? 1 : 0;
            }
            before = sample;
        }
        SortedMap<String, String> rows = new TreeMap<>();
        buckets.forEach((start, bucket) ->
                rows.put(start, bucket[0] + " " + bucket[1] + " " + bucket[2] + " " + bucket[3] + " " + bucket[4]));
        return rows;
    }

    /** Of each hour with samples: how many, how many were due, and the milliseconds that are not further from a sample before than the gap cap. */
    static SortedMap<String, String> ledger(List<Sample> sorted, LoggerSettings settings) {
        SortedMap<String, String> hours = new TreeMap<>();
        for (Sample any : sorted) {
            long from = Math.floorDiv(any.atMillis(), 3_600_000L) * 3_600_000L;
            long to = from + 3_600_000;
            long received = 0;
            long covered = 0;
            for (int i = 0; i < sorted.size(); i++) {
                long at = sorted.get(i).atMillis();
                long next = i + 1 < sorted.size() ? sorted.get(i + 1).atMillis() : Long.MAX_VALUE;
                received += at >= from && at < to ? 1 : 0;
                long end = Math.min(Math.min(next, at + gapCap(settings)), to);
                covered += Math.max(0, end - Math.max(at, from));
            }
            long step = settings.uploadIntervalSeconds() * 1_000L;
            long due = Math.floorDiv(to - 1, step) - Math.floorDiv(from - 1, step);
            hours.put("" + from, received + " " + due + " " + covered);
        }
        return hours;
    }

    /** Wh in and out. */
    static SortedMap<String, double[]> energy(List<Sample> sorted, LoggerSettings settings) {
        SortedMap<String, double[]> energy = new TreeMap<>();
        List<Sample> both = sorted.stream()
                .filter(sample ->
                        sample.bms().voltageMillivolts() != null && sample.bms().currentMilliamps() != null)
                .toList();
        for (Bucket bucket : buckets(sorted, settings)) {
            double[] flow = new double[2];
            for (int i = 1; i < both.size(); i++) {
                Sample a = both.get(i - 1);
                Sample b = both.get(i);
                double from = Math.max(a.atMillis(), bucket.fromMillis());
                double to = Math.min(b.atMillis(), bucket.toMillis());
                if (b.atMillis() - a.atMillis() <= gapCap(settings) && from < to) {
                    add(flow, power(a, b, from), power(a, b, to), to - from);
                }
            }
            energy.put(key(bucket), flow);
        }
        return energy;
    }

    private static SortedMap<String, String> of(
            List<Sample> sorted, LoggerSettings settings, Function<Sample, @Nullable Integer> value, boolean ofPack) {
        SortedMap<String, String> rows = new TreeMap<>();
        List<Sample> valued =
                sorted.stream().filter(sample -> value.apply(sample) != null).toList();
        for (Bucket bucket : buckets(sorted, settings)) {
            long received =
                    sorted.stream().filter(sample -> isIn(bucket, sample)).count();
            List<Sample> own =
                    valued.stream().filter(sample -> isIn(bucket, sample)).toList();
            long weighted = 0;
            long covered = 0;
            for (int i = 0; i < valued.size(); i++) {
                long start = valued.get(i).atMillis();
                long next = i + 1 < valued.size() ? valued.get(i + 1).atMillis() : Long.MAX_VALUE;
                long held = Math.min(Math.min(next, start + gapCap(settings)), bucket.toMillis())
                        - Math.max(start, bucket.fromMillis());
                if (held > 0) {
                    weighted += held * Objects.requireNonNull(value.apply(valued.get(i)));
                    covered += held;
                }
            }
            if (received == 0 && covered == 0) {
                continue;
            }
            List<Integer> values = own.stream()
                    .map(value)
                    .map(Objects::requireNonNull)
                    .sorted()
                    .toList();
            String row = received + " " + values.size() + " ";
            row += values.isEmpty()
                    ? "null null null"
                    : values.get(0) + " " + values.get(values.size() - 1) + " " + value.apply(own.get(own.size() - 1));
            row += " " + weighted + " " + covered;
            if (ofPack) {
                row += values.isEmpty() ? " null null null null" : widest(bucket, own, values);
            }
            rows.put(key(bucket), row);
        }
        return rows;
    }

    private static String widest(Bucket bucket, List<Sample> own, List<Integer> values) {
        Integer largest = values.get(values.size() - 1);
        Sample first = own.stream()
                .filter(sample -> largest.equals(sample.differential()))
                .findFirst()
                .orElseThrow();
        int rank = (values.size() * 95 + 99) / 100;
        return " " + (first.atMillis() - bucket.fromMillis()) + " " + first.maxCell() + " " + first.minCell() + " "
                + values.get(rank - 1);
    }

    private static List<Bucket> buckets(List<Sample> sorted, LoggerSettings settings) {
        ZoneId zone = ZoneId.of(settings.zone());
        List<Bucket> buckets = new ArrayList<>();
        long first = sorted.get(0).atMillis();
        long last = sorted.get(sorted.size() - 1).atMillis() + gapCap(settings);
        for (long length : new long[] {300_000, 3_600_000}) {
            for (long at = first / length * length; at < last; at += length) {
                buckets.add(new Bucket(length == 300_000 ? "5m" : "1h", at, at + length));
            }
        }
        for (var day = Instant.ofEpochMilli(first).atZone(zone).toLocalDate();
                day.atStartOfDay(zone).toInstant().toEpochMilli() < last;
                day = day.plusDays(1)) {
            buckets.add(new Bucket(
                    "1d",
                    day.atStartOfDay(zone).toInstant().toEpochMilli(),
                    day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli()));
        }
        return buckets;
    }

    private static void add(double[] flow, double a, double b, double millis) {
        if (a * b < 0) {
            double zero = millis * a / (a - b);
            add(flow, a, 0, zero);
            add(flow, 0, b, millis - zero);
        } else {
            // mV × mA × ms = nJ
            double wattHours = (a + b) / 2 * millis / 1_000 / MICROS_PER_HOUR;
            flow[wattHours > 0 ? 0 : 1] += Math.abs(wattHours);
        }
    }

    private static double power(Sample a, Sample b, double atMillis) {
        double share = (atMillis - a.atMillis()) / (b.atMillis() - a.atMillis());
        return power(a) + share * (power(b) - power(a));
    }

    private static double power(Sample sample) {
        return (double) Objects.requireNonNull(sample.bms().voltageMillivolts())
                * Objects.requireNonNull(sample.bms().currentMilliamps());
    }

    private static boolean isIn(Bucket bucket, Sample sample) {
        return sample.atMillis() >= bucket.fromMillis() && sample.atMillis() < bucket.toMillis();
    }

    private static long gapCap(LoggerSettings settings) {
        return settings.uploadIntervalSeconds() * 2_500L;
    }

    private static String key(Bucket bucket) {
        return bucket.level() + " " + Instant.ofEpochMilli(bucket.fromMillis()) + " "
                + Instant.ofEpochMilli(bucket.toMillis());
    }
}
