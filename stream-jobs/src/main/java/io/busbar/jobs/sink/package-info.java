/** Writes samples into PostgreSQL: binary COPY in one transaction per batch, with the same effect however often it is repeated. */
@NullMarked
package io.busbar.jobs.sink;

import org.jspecify.annotations.NullMarked;
