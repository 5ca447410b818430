package io.busbar.ingest.admission;

import io.busbar.frame.FrameRejection;
import io.busbar.ingest.journal.JournalUnavailableException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection that wait for the disk, answered in the order they came. The journal wakes the queue; one task on the
 * connection's event loop then answers a whole group. Confined to the event loop, except {@link #wake}.
 */
public final class AckQueue {

    private final Executor eventLoop;
    private final Sink sink;
    private final DoorMeters meters;
    private final Queue<PendingFrame> pending = new ArrayDeque<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private long pendingBytes;

    /** Where answers go. Called on the event loop. */
    public interface Sink {

        /** The frame is on disk. */
        void acknowledge(PendingFrame frame);

        /** The frame cannot be kept now, perhaps later. */
        void unavailable(PendingFrame frame, JournalUnavailableException cause);

        /** The last frame of a group was answered: time to write. */
        void flush();
    }

    public AckQueue(Executor eventLoop, Sink sink, DoorMeters meters) {
        this.eventLoop = eventLoop;
        this.sink = sink;
        this.meters = meters;
    }

    PendingFrame expect(int number, @Nullable FrameRejection rejection, int bytes) {
        PendingFrame frame = new PendingFrame(this, number, rejection, bytes);
        pending.add(frame);
        pendingBytes += bytes;
        return frame;
    }

    public int pendingFrames() {
        return pending.size();
    }

    public long pendingBytes() {
        return pendingBytes;
    }

    /** A frame was settled. From any thread. */
    void wake() {
        if (!woken.get() && woken.compareAndSet(false, true)) {
            eventLoop.execute(this::answer);
        }
    }

    private void answer() {
        // First, so that a frame settled after the look below wakes again.
        woken.set(false);
        long nowNanos = System.nanoTime();
        boolean answered = false;
        for (PendingFrame frame = pending.peek(); frame != null && frame.settled(); frame = pending.peek()) {
            pending.remove();
            pendingBytes -= frame.bytes();
            answered = true;
            @Nullable JournalUnavailableException failure = frame.failure();
            if (failure == null) {
                meters.acknowledged(nowNanos - frame.receivedNanos());
                sink.acknowledge(frame);
            } else {
                sink.unavailable(frame, failure);
            }
        }
        if (answered) {
            sink.flush();
        }
    }
}
