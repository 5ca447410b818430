/** Tests of how frames become samples. */
@NullMarked
package io.busbar.jobs.sample;

import org.jspecify.annotations.NullMarked;
