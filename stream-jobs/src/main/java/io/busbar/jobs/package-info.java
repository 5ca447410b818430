/**
 * Stream jobs: what becomes of an accepted frame. {@code source} reads it from Kafka, {@code sample} decides its time, drops repeats and
 * makes rows of it with the help of {@code differential}, {@code sink} writes the rows. {@link io.busbar.jobs.StreamJob} ties them together.
 */
@NullMarked
package io.busbar.jobs;

import org.jspecify.annotations.NullMarked;
