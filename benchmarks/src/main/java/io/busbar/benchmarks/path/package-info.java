/** The whole engine under load, and what each of its stages takes. */
@NullMarked
package io.busbar.benchmarks.path;

import org.jspecify.annotations.NullMarked;
