/** Tests of the cell differential. */
@NullMarked
package io.busbar.jobs.differential;

import org.jspecify.annotations.NullMarked;
