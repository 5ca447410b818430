/** Records that are made durable: by Busbar's journal, by a sync each, by a Kafka broker that syncs before it acknowledges. */
@NullMarked
package io.busbar.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
