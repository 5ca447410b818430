/** The fleet whose frames every contender is given. */
@NullMarked
package io.busbar.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
