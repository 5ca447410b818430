/** One hot path per JMH benchmark, with its peers as further methods on the same input. */
@NullMarked
package io.busbar.benchmarks.step;

import org.jspecify.annotations.NullMarked;
