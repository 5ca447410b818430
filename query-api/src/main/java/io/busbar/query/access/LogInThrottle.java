package io.busbar.query.access;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing: so many failures per account and per address within a window, then none is tried until the window ends. Counts in
 * memory and forgets the longest untouched beyond a limit. An account need not exist to be throttled. May be shared between threads.
 */
final class LogInThrottle {

    static final int FAILURES_PER_ACCOUNT = 10;
    static final int FAILURES_PER_ADDRESS = 50;
    static final long WINDOW_MILLIS = 15 * 60 * 1000L;

    private static final int MAX_TRACKED = 20_000;

    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MAX_TRACKED;
        }
    };

    LogInThrottle(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean allows(String account, String address) {
        return failures(account(account)) < FAILURES_PER_ACCOUNT && failures(address(address)) < FAILURES_PER_ADDRESS;
    }

    /** To be called before the password is looked at, so that many tries at once count as many. */
    synchronized void tried(String account, String address) {
        count(account(account));
        count(address(address));
    }

    /** A right password clears the account; the address keeps its count of other accounts. */
    synchronized void succeeded(String account, String address) {
        windows.remove(account(account));
        Window window = windows.get(address(address));
        if (window != null && window.failures > 0) {
            window.failures--;
        }
    }

    private int failures(String key) {
        Window window = windows.get(key);
        return window == null || clock.millis() >= window.endsAtMillis ? 0 : window.failures;
    }

    private void count(String key) {
        Window window = windows.get(key);
        if (window == null || clock.millis() >= window.endsAtMillis) {
            window = new Window(clock.millis() + WINDOW_MILLIS);
            windows.put(key, window);
        }
        window.failures++;
    }

    private static String account(String account) {
        return "account " + account;
    }

    private static String address(String address) {
        return "address " + address;
    }

    private static final class Window {
        private final long endsAtMillis;
        private int failures;

        Window(long endsAtMillis) {
            this.endsAtMillis = endsAtMillis;
        }
    }
}
