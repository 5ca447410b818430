package io.busbar.rollup;

import java.util.List;

/**
 * What a BMS did in a bucket. Immutable.
 *
 * @param voltage mV
 * @param current mA, positive when charging
 * @param soc millipercent
 */
public record BmsBucket(
        BucketPlace place, ValueSummary voltage, ValueSummary current, ValueSummary soc, Throughput throughput) {

    /**
     * Puts a bucket together from all buckets that lie in it; the same as folding the samples.
     *
     * @param parts ascending; times without any may be left out
     * @throws IllegalArgumentException when one lies outside or overlaps the one before
     */
    public static BmsBucket of(long startMillis, long endMillis, Cadence cadence, List<BmsBucket> parts) {
        ValueSummary voltage = ValueSummary.NONE;
        ValueSummary current = ValueSummary.NONE;
        ValueSummary soc = ValueSummary.NONE;
        Throughput throughput = Throughput.NONE;
        for (BmsBucket part : parts) {
            voltage = voltage.then(part.voltage);
            current = current.then(part.current);
            soc = soc.then(part.soc);
            throughput = throughput.plus(part.throughput);
        }
        BucketPlace place = BucketPlace.around(startMillis, endMillis, cadence, parts, BmsBucket::place);
        return new BmsBucket(place, voltage, current, soc, throughput);
    }
}
