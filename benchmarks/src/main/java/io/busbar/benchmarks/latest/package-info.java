/** The latest value of a device: everybody who is asked for it, and how they are asked. */
@NullMarked
package io.busbar.benchmarks.latest;

import org.jspecify.annotations.NullMarked;
