/** Plots of the figures as SVG. */
@NullMarked
package io.busbar.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
