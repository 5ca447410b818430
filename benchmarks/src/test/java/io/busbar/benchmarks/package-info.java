/** That the benchmarks run and compute the same; no test asserts a time. */
@NullMarked
package io.busbar.benchmarks;

import org.jspecify.annotations.NullMarked;
