/** Where a frame becomes durable: the only package that knows Chronicle Queue. */
@NullMarked
package io.busbar.ingest.journal;

import org.jspecify.annotations.NullMarked;
