/** Cell differential pressure: the voltage spread between a pack's cells, as a pure rule. */
@NullMarked
package io.busbar.jobs.differential;

import org.jspecify.annotations.NullMarked;
