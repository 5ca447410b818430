/** The stream job without its tables, and others who judge the same frames. */
@NullMarked
package io.busbar.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;
