package io.busbar.ingest.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes entries from many threads to one, in whole lists: the taker gets all that gathered while it was busy, which is what makes a
 * group. Two lists change places, so that an entry costs one short lock. Unbounded: who puts bounds it. Thread-safe, one taker.
 */
final class Handover<T> {

    private final Object lock = new Object();
    private List<T> gathering = new ArrayList<>();
    private boolean takerWaits;
    private boolean closed;

    /** False once closed. */
    boolean put(T item) {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            gathering.add(item);
            wakeTaker();
            return true;
        }
    }

    void putAll(List<T> items) {
        synchronized (lock) {
            gathering.addAll(items);
            wakeTaker();
        }
    }

    /**
     * Waits for at least one item and takes all there are.
     *
     * @param emptied a list that the taker no longer needs, used for the next items
     * @return empty only when closed and everything was taken
     */
    List<T> takeAll(List<T> emptied) throws InterruptedException {
        emptied.clear();
        synchronized (lock) {
            while (gathering.isEmpty() && !closed) {
                takerWaits = true;
                lock.wait();
            }
            takerWaits = false;
            List<T> taken = gathering;
            gathering = emptied;
            return taken;
        }
    }

    /** What was put before is still handed over. */
    void close() {
        synchronized (lock) {
            closed = true;
            wakeTaker();
        }
    }

    /** For a taker that ends early: what nobody will take any more. */
    void closeAndTakeRest(Consumer<List<T>> rest) {
        synchronized (lock) {
            closed = true;
            rest.accept(gathering);
            gathering = new ArrayList<>();
        }
    }

    private void wakeTaker() {
        if (takerWaits) {
            takerWaits = false;
            lock.notifyAll();
        }
    }
}
