package io.busbar.rollup;

import java.util.List;
import java.util.function.Function;

/**
 * Which time a bucket is of, and how many of the expected samples it was made from. Immutable.
 *
 * @param startMillis inclusive
 * @param endMillis exclusive
 * @param received samples in the bucket
 * @param expected see {@link Cadence#expectedFrames}
 */
public record BucketPlace(long startMillis, long endMillis, long received, long expected) {

    public BucketPlace {
        if (startMillis >= endMillis || received < 0 || expected < 0) {
            throw new IllegalArgumentException(
                    "bucket out of range: startMillis=%d, endMillis=%d (later), received=%d, expected=%d (at least 0)"
                            .formatted(startMillis, endMillis, received, expected));
        }
    }

    public long lengthMillis() {
        return endMillis - startMillis;
    }

    /** The place of a bucket that is put together from parts, which ascend and lie in it; times without samples have none. */
    static <B> BucketPlace around(
            long startMillis, long endMillis, Cadence cadence, List<B> parts, Function<B, BucketPlace> place) {
        long received = 0;
        long lastEndMillis = startMillis;
        for (B part : parts) {
            BucketPlace inner = place.apply(part);
            if (inner.startMillis < lastEndMillis || inner.endMillis > endMillis) {
                throw new IllegalArgumentException(
                        "part lies outside its bucket or overlaps the one before: %d to %d, allowed %d to %d"
                                .formatted(inner.startMillis, inner.endMillis, lastEndMillis, endMillis));
            }
            lastEndMillis = inner.endMillis;
            received += inner.received;
        }
        return new BucketPlace(startMillis, endMillis, received, cadence.expectedFrames(startMillis, endMillis));
    }
}
