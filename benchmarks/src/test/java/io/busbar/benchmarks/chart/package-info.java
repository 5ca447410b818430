/** Plots. */
@NullMarked
package io.busbar.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
