/** A PostgreSQL server of our own: unpacked, initialised, started and stopped below the data directory. */
@NullMarked
package io.busbar.standalone.postgres;

import org.jspecify.annotations.NullMarked;
