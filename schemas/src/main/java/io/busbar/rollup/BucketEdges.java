package io.busbar.rollup;

/** Where buckets begin and end, whatever they are: each ends where the next begins. Immutable. */
public interface BucketEdges {

    /** Start of the bucket that holds the moment. */
    long startMillis(long atMillis);

    /** End, exclusive, of the bucket that starts at {@code startMillis}. */
    long endMillis(long startMillis);
}
