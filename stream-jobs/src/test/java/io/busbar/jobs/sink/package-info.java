/** Tests of how samples become rows. */
@NullMarked
package io.busbar.jobs.sink;

import org.jspecify.annotations.NullMarked;
