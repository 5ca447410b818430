/** Parts of the contenders that store. */
@NullMarked
package io.busbar.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
