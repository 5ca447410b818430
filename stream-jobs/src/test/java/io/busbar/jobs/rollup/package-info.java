/** Roll-ups. */
@NullMarked
package io.busbar.jobs.rollup;

import org.jspecify.annotations.NullMarked;
