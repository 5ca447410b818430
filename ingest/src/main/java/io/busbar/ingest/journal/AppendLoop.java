package io.busbar.ingest.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/** Writes entries into the queue in the order they came and hands them on to be synced. Runs on the one appender thread. */
final class AppendLoop implements Runnable {

    /** So that the sync of the first entries need not wait until a long list is written. */
    private static final int ENOUGH_RECORDS = 512;

    /**
     * What comes within it is one group: while the disk is faster than that, waking three threads for every frame would cost more than the frames.
     */
    private static final long LEAST_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Journal journal;
    private final ChronicleQueue queue;
    private final Handover<Entry> inbox;
    private final Handover<Entry> appended;
    private final WrittenPages written = new WrittenPages();
    private final SettledPages settled = new SettledPages();
    private final Turns turns = new Turns(LEAST_TURN_NANOS);
    private Bytes<?> lastWritten = Bytes.empty();
    private int segmentCycle = -1;
    private @Nullable Path segment;

    AppendLoop(Journal journal, ChronicleQueue queue, Handover<Entry> inbox, Handover<Entry> appended) {
        this.journal = journal;
        this.queue = queue;
        this.inbox = inbox;
        this.appended = appended;
    }

    @Override
    public void run() {
        List<Entry> taken = new ArrayList<>();
        int handedOver = 0;
        try (settled;
                ExcerptAppender appender = queue.createAppender()) {
            for (taken = inbox.takeAll(taken); !taken.isEmpty(); taken = inbox.takeAll(taken)) {
                for (handedOver = 0; handedOver < taken.size(); ) {
                    int end = handedOver;
                    for (int records = 0; end < taken.size() && records < ENOUGH_RECORDS; end++) {
                        append(appender, taken.get(end));
                        records += taken.get(end).records.size();
                    }
                    written.release(lastWritten);
                    settled.release(Objects.requireNonNull(segment), lastWritten.writePosition());
                    appended.putAll(taken.subList(handedOver, end));
                    handedOver = end;
                }
                turns.awaitNext();
            }
        } catch (Throwable e) {
            // Errors too: a write to a mapped page that the disk has no room for arrives as InternalError.
            journal.fail("appending failed", e);
            journal.refuse(taken.subList(handedOver, taken.size()));
            inbox.closeAndTakeRest(journal::refuse);
        } finally {
            appended.close();
        }
    }

    private void append(ExcerptAppender appender, Entry entry) {
        for (byte[] record : entry.records) {
            try (DocumentContext document = appender.writingDocument()) {
                boolean isWritten = false;
                try {
                    lastWritten = document.wire().bytes();
                    JournalEntry.write(lastWritten, record);
                    isWritten = true;
                } finally {
                    if (!isWritten) {
                        document.rollbackOnClose();
                    }
                }
            }
            long index = appender.lastIndexAppended();
            int cycle = queue.rollCycle().toCycle(index);
            if (segment == null || cycle != segmentCycle) {
                segmentCycle = cycle;
                segment = appender.currentFile().toPath();
            }
            entry.writtenTo(segment, index);
        }
    }
}
