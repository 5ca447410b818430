package io.busbar.jobs.rollup;

import io.busbar.rollup.BucketLevel;

/** A bucket that is to be computed again. Immutable. */
record DirtyBucket(int deviceId, BucketLevel level, long startMillis) {}
