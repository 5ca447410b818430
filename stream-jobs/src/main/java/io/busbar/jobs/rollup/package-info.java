/** What the committed samples come to: buckets that samples touched are computed again from what is stored. */
@NullMarked
package io.busbar.jobs.rollup;

import org.jspecify.annotations.NullMarked;
