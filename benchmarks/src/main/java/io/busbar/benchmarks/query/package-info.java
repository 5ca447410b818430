/** Questions that people ask of a fleet's history, put to Busbar and to others that hold the same. */
@NullMarked
package io.busbar.benchmarks.query;

import org.jspecify.annotations.NullMarked;
