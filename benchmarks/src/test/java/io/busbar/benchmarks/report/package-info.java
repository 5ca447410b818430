/** The page of all figures. */
@NullMarked
package io.busbar.benchmarks.report;

import org.jspecify.annotations.NullMarked;
