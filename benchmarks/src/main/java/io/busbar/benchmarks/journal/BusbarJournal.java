package io.busbar.benchmarks.journal;

import io.busbar.ingest.journal.Completion;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalConfig;
import io.busbar.ingest.journal.JournalTail;
import io.busbar.ingest.journal.JournalUnavailableException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The door's journal in this process: one sync for all that was appended while the last one ran. One appending thread. */
public final class BusbarJournal implements DurableLog {

    private final JournalConfig config;
    private final Journal journal;
    private @Nullable Completion completion;

    private BusbarJournal(JournalConfig config) throws IOException {
        this.config = config;
        this.journal = open(config);
    }

    public static BusbarJournal open(Path folder) throws IOException {
        return new BusbarJournal(JournalConfig.of(folder, Durability.DISK));
    }

    private static Journal open(JournalConfig config) throws IOException {
        return Journal.open(config, Clock.systemUTC(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    @Override
    public void append(byte[] record, Listener listener) {
        Completion told = completion;
        if (told == null) {
            told = telling(listener);
            completion = told;
        }
        journal.append(record, told);
    }

    private static Completion telling(Listener listener) {
        return new Completion() {
            @Override
            public void durable() {
                listener.durable();
            }

            @Override
            public void failed(JournalUnavailableException cause) {
                listener.failed(cause);
            }
        };
    }

    @Override
    public double serverCpuSeconds() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    @Override
    public void readBack(StoredRecords stored) throws IOException {
        try (Journal again = open(config);
                JournalTail tail = again.tail()) {
            for (byte[] record = tail.next(); record != null; record = tail.next()) {
                stored.take(record);
            }
        }
    }
}
