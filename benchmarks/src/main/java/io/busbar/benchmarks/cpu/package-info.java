/** How much processor time something took, from what the operating system counts. */
@NullMarked
package io.busbar.benchmarks.cpu;

import org.jspecify.annotations.NullMarked;
