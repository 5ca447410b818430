/** One answer of the query API in each of its forms. */
@NullMarked
package io.busbar.benchmarks.encode;

import org.jspecify.annotations.NullMarked;
