package io.busbar.ingest.admission;

import io.busbar.ingest.journal.Completion;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The journal as the connections of one event loop use it: all that one turn of the loop read, from however many connections, is one
 * append, and one task brings all its answers back. So a frame costs neither a lock nor a wake-up of its own. While enough appends are under way, turns
 * gather: they would only wait for the same sync.
 *
 * <pre>
 *  connection ─┐                                                       ┌─▶ connection
 *  connection ─┼─▶ turn ─▶ Journal.append ─▶ (sync) ─▶ task on the loop ┼─▶ connection
 *  connection ─┘                                                       └─▶ connection
 * </pre>
 *
 * Confined to the event loop.
 */
public final class LoopJournal {

    /** One is synced while the next is written. */
    private static final int ENOUGH_UNDER_WAY = 2;

    private static final long[] NONE = {};

    private final Journal journal;
    private final Executor eventLoop;
    private final DoorMeters meters;
    private Turn turn = new Turn();
    private int underWay;

    /** @param eventLoop runs tasks in their order, each after the turn that it came from */
    LoopJournal(Journal journal, Executor eventLoop, DoorMeters meters) {
        this.journal = journal;
        this.eventLoop = eventLoop;
        this.meters = meters;
    }

    void append(byte[] record, PendingFrame frame) {
        if (turn.records.isEmpty() && underWay < ENOUGH_UNDER_WAY) {
            eventLoop.execute(this::handOver);
        }
        turn.records.add(record);
        turn.frames.add(frame);
    }

    /** Gives the journal what was gathered; happens by itself after a turn. */
    public void handOver() {
        if (!turn.records.isEmpty()) {
            Turn done = turn;
            turn = new Turn();
            underWay++;
            journal.append(done.records, done);
        }
    }

    /** @param indexes where the frames are; empty when they are not kept */
    private void answer(Turn settled, long[] indexes, @Nullable JournalUnavailableException failure) {
        underWay--;
        if (underWay < ENOUGH_UNDER_WAY) {
            handOver();
        }
        if (failure == null) {
            meters.acknowledged(System.nanoTime() - settled.begunNanos);
        }
        List<AckQueue> answered = new ArrayList<>();
        for (int i = 0; i < settled.frames.size(); i++) {
            PendingFrame frame = settled.frames.get(i);
            if (frame.queue().settle(frame, failure == null ? indexes[i] : 0, failure)) {
                answered.add(frame.queue());
            }
        }
        answered.forEach(AckQueue::flush);
    }

    /** What one turn of the loop brought, or several. The journal says what became of it from its own thread. */
    private final class Turn implements Completion {

        private final List<byte[]> records = new ArrayList<>();
        private final List<PendingFrame> frames = new ArrayList<>();
        private final long begunNanos = System.nanoTime();

        @Override
        public void durable() {
            throw new IllegalStateException("the journal says where records are");
        }

        @Override
        public void durable(long[] indexes) {
            eventLoop.execute(() -> answer(this, indexes, null));
        }

        @Override
        public void failed(JournalUnavailableException cause) {
            eventLoop.execute(() -> answer(this, NONE, cause));
        }
    }
}
