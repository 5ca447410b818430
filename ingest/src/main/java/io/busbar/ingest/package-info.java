/** The front door as a whole: what it is told, and how its parts are put together. */
@NullMarked
package io.busbar.ingest;

import org.jspecify.annotations.NullMarked;
