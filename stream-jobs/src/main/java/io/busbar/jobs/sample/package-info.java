/** From a frame to the rows it leaves: its time, whether it is a repeat, and the samples of its devices. */
@NullMarked
package io.busbar.jobs.sample;

import org.jspecify.annotations.NullMarked;
