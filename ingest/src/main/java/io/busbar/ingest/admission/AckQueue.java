package io.busbar.ingest.admission;

import io.busbar.frame.FrameRejection;
import io.busbar.ingest.journal.JournalUnavailableException;
import org.jspecify.annotations.Nullable;

/** The frames of one connection that wait for the disk, answered in the order they came. Confined to the connection's event loop. */
public final class AckQueue {

    private final LoopJournal journal;
    private final Sink sink;
    private int pendingFrames;
    private long pendingBytes;
    private boolean hasAnswers;

    /** Where answers go. Called on the event loop. */
    public interface Sink {

        /**
         * The frame is on disk.
         *
         * @param journalIndex where it is there
         */
        void acknowledge(PendingFrame frame, long journalIndex);

        /** The frame cannot be kept now, perhaps later. */
        void unavailable(PendingFrame frame, JournalUnavailableException cause);

        /** The last frame of a group was answered: time to write. */
        void flush();
    }

    public AckQueue(LoopJournal journal, Sink sink) {
        this.journal = journal;
        this.sink = sink;
    }

    /** Has a record journalled; the sink answers once that is durable. */
    void append(byte[] record, int number, @Nullable FrameRejection rejection, int bytes) {
        pendingFrames++;
        pendingBytes += bytes;
        journal.append(record, new PendingFrame(this, number, rejection, bytes));
    }

    public int pendingFrames() {
        return pendingFrames;
    }

    public long pendingBytes() {
        return pendingBytes;
    }

    /** Answers a frame; true for the first since the last {@link #flush}. */
    boolean settle(PendingFrame frame, long journalIndex, @Nullable JournalUnavailableException failure) {
        pendingFrames--;
        pendingBytes -= frame.bytes();
        if (failure == null) {
            sink.acknowledge(frame, journalIndex);
        } else {
            sink.unavailable(frame, failure);
        }
        boolean isFirst = !hasAnswers;
        hasAnswers = true;
        return isFirst;
    }

    void flush() {
        hasAnswers = false;
        sink.flush();
    }
}
