package io.busbar.query.http;

import io.busbar.query.access.Principal;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Shares the threads for long answers between those who ask: each has a few at most, the others of theirs wait, and those who wait are served in
 * turn. So one client that takes an answer as slowly as it may, or asks for many, keeps nobody else waiting. May be shared between threads.
 */
final class FairShare {

    /** Long answers of one principal at once. */
    static final int AT_ONCE = 2;

    /** Those that wait behind them. */
    static final int WAITING = 8;

    private final int threads;
    private final Map<Object, Share> shares = new LinkedHashMap<>();
    private int running;

    /** Who it is that shares: a person is one, however often they have logged in. */
    static Object sharer(Principal principal) {
        return principal instanceof Principal.Member member ? member.id() : principal;
    }

    /** What one principal has. */
    private static final class Share {
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        private int running;
    }

    FairShare(int threads) {
        this.threads = threads;
    }

    /**
     * Starts the work, now or when it is its turn; it is to call {@link #done} at its end.
     *
     * @return false when too many of the principal's wait already
     */
    synchronized boolean run(Object principal, Runnable start) {
        Share share = shares.computeIfAbsent(principal, first -> new Share());
        if (share.running < AT_ONCE && running < threads) {
            share.running++;
            running++;
            start.run();
            return true;
        }
        if (share.waiting.size() >= WAITING) {
            return false;
        }
        share.waiting.add(start);
        return true;
    }

    synchronized void done(Object principal) {
        Share share = shares.get(principal);
        if (share == null || share.running == 0) {
            throw new IllegalStateException("nothing of this principal runs");
        }
        share.running--;
        running--;
        if (share.running == 0 && share.waiting.isEmpty()) {
            shares.remove(principal);
        }
        startNext();
    }

    /** Who is served goes to the end of the queue. */
    private void startNext() {
        for (Iterator<Map.Entry<Object, Share>> each = shares.entrySet().iterator();
                each.hasNext() && running < threads; ) {
            Map.Entry<Object, Share> entry = each.next();
            Share share = entry.getValue();
            if (share.running < AT_ONCE && !share.waiting.isEmpty()) {
                Runnable start = share.waiting.remove();
                share.running++;
                running++;
                each.remove();
                shares.put(entry.getKey(), share);
                start.run();
                return;
            }
        }
    }
}
