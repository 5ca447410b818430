/** Tests of how frames are read. */
@NullMarked
package io.busbar.jobs.source;

import org.jspecify.annotations.NullMarked;
