package io.busbar.query.series;

import io.busbar.rollup.BmsBucket;
import io.busbar.rollup.Flow;
import io.busbar.rollup.Observed;
import io.busbar.rollup.PackBucket;
import io.busbar.rollup.Rounding;
import io.busbar.rollup.ValueSummary;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What values, and energy, come to in a bucket or in a part of one; parts of a bucket are added in order of time. Confined to one thread. */
final class RolledPart {

    /** µJ in a µWh. */
    private static final long MICROJOULES = 3_600;

    private final Map<RolledValue, BucketSummary> summaries = new EnumMap<>(RolledValue.class);
    private long inMicrojoules;
    private long outMicrojoules;
    private long powerMillis;
    private long powerCount;
    private long powerAtMillis;

    BucketSummary of(RolledValue value) {
        BucketSummary summary = summaries.get(value);
        if (summary == null) {
            summary = new BucketSummary();
            summaries.put(value, summary);
        }
        return summary;
    }

    void add(BmsBucket bucket) {
        add(RolledValue.VOLTAGE, bucket.voltage());
        add(RolledValue.CURRENT, bucket.current());
        add(RolledValue.SOC, bucket.soc());
        Observed current = bucket.current().own();
        addEnergy(
                bucket.throughput().energy(),
                bucket.throughput().coveredMillis(),
                current == null ? 0 : current.count(),
                current == null ? 0 : current.lastAtMillis());
    }

    void add(PackBucket bucket) {
        add(RolledValue.DIFFERENTIAL, bucket.differential());
    }

    /**
     * @param count readings of current, which the energy is made of
     * @param newestMillis the last of them
     */
    void addEnergy(Flow energy, long coveredMillis, long count, long newestMillis) {
        inMicrojoules += energy.inMicros();
        outMicrojoules += energy.outMicros();
        powerMillis += coveredMillis;
        powerCount += count;
        if (count > 0) {
            powerAtMillis = newestMillis;
        }
    }

    void add(RolledPart later) {
        later.summaries.forEach((value, summary) -> of(value).merge(summary));
        inMicrojoules += later.inMicrojoules;
        outMicrojoules += later.outMicrojoules;
        powerMillis += later.powerMillis;
        powerCount += later.powerCount;
        if (later.powerCount > 0) {
            powerAtMillis = later.powerAtMillis;
        }
    }

    /** Puts what the column's value is into the row, if there is one. */
    void fill(Column column, int place, SeriesRow row) {
        Aggregate aggregate = Objects.requireNonNull(column.aggregate(), "columns of buckets have one");
        RolledValue value = RolledValue.of(column);
        if (value == null) {
            if (powerMillis > 0) {
                long micros = column.sqlColumn().equals("energy_in_uj") ? inMicrojoules : outMicrojoules;
                row.set(place, Rounding.halfUp(micros, MICROJOULES), powerCount, powerAtMillis);
            }
            return;
        }
        BucketSummary summary = of(value);
        if (summary.has(aggregate)) {
            row.set(place, summary.value(aggregate), summary.count(), summary.lastAtMillis());
        }
    }

    void clear() {
        summaries.values().forEach(BucketSummary::clear);
        inMicrojoules = 0;
        outMicrojoules = 0;
        powerMillis = 0;
        powerCount = 0;
    }

    private void add(RolledValue value, ValueSummary summary) {
        @Nullable Observed own = summary.own();
        if (own != null) {
            of(value).merge(own.count(), own.min(), own.max(), own.last(), own.lastAtMillis());
        }
        of(value).mergeWeight(summary.weighted(), summary.coveredMillis());
    }
}
