/** Tests of the stream job as a whole. */
@NullMarked
package io.busbar.jobs;

import org.jspecify.annotations.NullMarked;
