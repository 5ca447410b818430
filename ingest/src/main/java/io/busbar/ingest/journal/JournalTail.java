package io.busbar.ingest.journal;

import io.micrometer.core.instrument.Counter;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads durable entries in the order of appending. An entry that is not yet synced is not shown: after a power cut its index could
 * name another one. Confined to the thread that opened it.
 */
public final class JournalTail implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JournalTail.class);

    private final Journal journal;
    private final ExcerptTailer tailer;
    private final Counter damaged;
    private long index;

    JournalTail(Journal journal, ExcerptTailer tailer, Counter damaged) {
        this.journal = journal;
        this.tailer = tailer;
        this.damaged = damaged;
    }

    /**
     * Goes on behind an entry; 0 is before the first. When that entry is no longer there, goes to the first that is.
     */
    public void moveBehind(long entryIndex) {
        if (entryIndex == 0) {
            tailer.toStart();
        } else if (tailer.moveToIndex(entryIndex)) {
            try (DocumentContext document = tailer.readingDocument()) {
                if (!document.isPresent()) {
                    throw new IllegalStateException("journal entry " + Long.toHexString(entryIndex) + " is not there");
                }
            }
        } else {
            log.warn("journal entry {} is not there, starting from the oldest", Long.toHexString(entryIndex));
            tailer.toStart();
        }
        index = entryIndex;
    }

    /** The next record, or null when there is none yet. Damaged entries are counted and passed over. */
    public byte @Nullable [] next() {
        while (mayHaveMore()) {
            try (DocumentContext document = tailer.readingDocument()) {
                if (!document.isPresent()) {
                    return null;
                }
                index = document.index();
                byte[] record = JournalEntry.read(document.wire().bytes());
                if (record != null) {
                    return record;
                }
                damaged.increment();
                log.error("journal entry {} is damaged and passed over", Long.toHexString(index));
            }
        }
        return null;
    }

    /** Whether something is durable that {@link #next} has not given. */
    public boolean mayHaveMore() {
        return index < journal.durableIndex();
    }

    /** Of the entry that {@link #next} gave last, or that was moved behind. */
    public long index() {
        return index;
    }

    @Override
    public void close() {
        tailer.close();
    }
}
