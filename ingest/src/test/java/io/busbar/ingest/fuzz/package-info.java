/** Inputs that nobody thought of, for everything that reads what strangers send. */
@NullMarked
package io.busbar.ingest.fuzz;

import org.jspecify.annotations.NullMarked;
