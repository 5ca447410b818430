/**
 * {@code busbar bench}: runs a benchmark beside its peers on the same work and writes the figures. What is measured stands in the
 * packages below: {@code step} for one hot path.
 */
@NullMarked
package io.busbar.benchmarks;

import org.jspecify.annotations.NullMarked;
