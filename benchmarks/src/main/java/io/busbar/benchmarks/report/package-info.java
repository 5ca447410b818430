/** The page that is made of all figures. */
@NullMarked
package io.busbar.benchmarks.report;

import org.jspecify.annotations.NullMarked;
