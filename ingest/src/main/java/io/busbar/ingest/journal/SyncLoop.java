package io.busbar.ingest.journal;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: takes all that was appended while the last sync ran, syncs once, completes them all. Meanwhile the next group is
 * appended. Runs on the one sync thread.
 */
final class SyncLoop implements Runnable {

    private final Journal journal;
    private final Durability durability;
    private final Handover<Entry> appended;
    private final SegmentSync segments;
    private final DistributionSummary groupSize;
    private final Timer syncTime;

    SyncLoop(
            Journal journal,
            Durability durability,
            Handover<Entry> appended,
            SegmentSync segments,
            MeterRegistry meters) {
        this.journal = journal;
        this.durability = durability;
        this.appended = appended;
        this.segments = segments;
        this.groupSize = DistributionSummary.builder("busbar.journal.group")
                .description("Entries that one sync made durable")
                .baseUnit("entries")
                .serviceLevelObjectives(1, 10, 100, 1_000, 10_000)
                .register(meters);
        this.syncTime = Timer.builder("busbar.journal.sync")
                .description("Time that one sync to disk took")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1))
                .register(meters);
    }

    @Override
    public void run() {
        List<Entry> group = new ArrayList<>();
        try (segments) {
            for (group = appended.takeAll(group); !group.isEmpty(); group = appended.takeAll(group)) {
                if (durability == Durability.DISK) {
                    sync(group);
                }
                groupSize.record(Entry.records(group));
                journal.completed(group);
            }
        } catch (Throwable e) {
            // After a failed sync the kernel may have dropped the pages: trying again would prove nothing.
            journal.fail("syncing to disk failed", e);
            journal.refuse(group);
            refuseWhatStillComes();
        }
    }

    private void refuseWhatStillComes() {
        try {
            for (List<Entry> rest = appended.takeAll(new ArrayList<>());
                    !rest.isEmpty();
                    rest = appended.takeAll(new ArrayList<>())) {
                journal.refuse(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sync(List<Entry> group) throws IOException {
        long startNanos = System.nanoTime();
        @Nullable Path synced = null;
        for (Entry entry : group) {
            // One segment for all; two in the group that spans a roll.
            for (Path segment : entry.segments) {
                if (!segment.equals(synced)) {
                    segments.sync(segment);
                    synced = segment;
                }
            }
        }
        syncTime.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
    }
}
