package io.busbar.ingest.admission;

import io.busbar.frame.FrameRejection;
import io.busbar.ingest.journal.Completion;
import io.busbar.ingest.journal.JournalUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A frame of a connection that is on its way to the disk. The journal says what became of it from its own thread; the rest is
 * immutable.
 */
public final class PendingFrame implements Completion {

    private final AckQueue queue;
    private final int number;
    private final @Nullable FrameRejection rejection;
    private final int bytes;
    private final long receivedNanos = System.nanoTime();
    private @Nullable JournalUnavailableException failure;

    /** Written last, read first. */
    private volatile boolean settled;

    PendingFrame(AckQueue queue, int number, @Nullable FrameRejection rejection, int bytes) {
        this.queue = queue;
        this.number = number;
        this.rejection = rejection;
        this.bytes = bytes;
    }

    /** By which the client knows it. */
    public int number() {
        return number;
    }

    /** Why it is kept as refused; null when it was accepted. */
    public @Nullable FrameRejection rejection() {
        return rejection;
    }

    int bytes() {
        return bytes;
    }

    long receivedNanos() {
        return receivedNanos;
    }

    boolean settled() {
        return settled;
    }

    /** Why it could not be kept; null when it is durable. Known once settled. */
    @Nullable
    JournalUnavailableException failure() {
        return failure;
    }

    @Override
    public void durable() {
        settled = true;
        queue.wake();
    }

    @Override
    public void failed(JournalUnavailableException cause) {
        failure = cause;
        settled = true;
        queue.wake();
    }
}
