/** Accepted frames as they come from Kafka. */
@NullMarked
package io.busbar.jobs.source;

import org.jspecify.annotations.NullMarked;
