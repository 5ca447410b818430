/** Samples over time: which columns somebody may read, streaming them out of the tables, and folding them into buckets. */
@NullMarked
package io.busbar.query.series;

import org.jspecify.annotations.NullMarked;
