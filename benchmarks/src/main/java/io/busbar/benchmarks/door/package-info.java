/** Front doors of several makers, and a load of frames for all of them. */
@NullMarked
package io.busbar.benchmarks.door;

import org.jspecify.annotations.NullMarked;
