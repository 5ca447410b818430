package io.busbar.query.access.account;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing: so many tries per account and per address within a window, then none until the window ends. Counts in
 * memory and forgets the longest untouched beyond a limit. An account need not exist to be throttled. May be shared between threads.
 */
public final class Throttle {

    static final long WINDOW_MILLIS = 15 * 60 * 1000L;

    private static final int MAX_TRACKED = 20_000;

    private final Clock clock;
    private final int triesPerAccount;
    private final int triesPerAddress;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MAX_TRACKED;
        }
    };

    public Throttle(Clock clock, int triesPerAccount, int triesPerAddress) {
        this.clock = clock;
        this.triesPerAccount = triesPerAccount;
        this.triesPerAddress = triesPerAddress;
    }

    public synchronized boolean allows(String account, String address) {
        return tries(account(account)) < triesPerAccount && tries(address(address)) < triesPerAddress;
    }

    /** To be called before the secret is looked at, so that many tries at once count as many. */
    public synchronized void tried(String account, String address) {
        count(account(account));
        count(address(address));
    }

    /** It was right, so it was no guess. Earlier tries still count: they may have been for another account of the same e-mail address. */
    public synchronized void succeeded(String account, String address) {
        forgive(account(account));
        forgive(address(address));
    }

    private int tries(String key) {
        Window window = windows.get(key);
        return window == null || clock.millis() >= window.endsAtMillis ? 0 : window.tries;
    }

    private void count(String key) {
        Window window = windows.get(key);
        if (window == null || clock.millis() >= window.endsAtMillis) {
            window = new Window(clock.millis() + WINDOW_MILLIS);
            windows.put(key, window);
        }
        window.tries++;
    }

    private void forgive(String key) {
        Window window = windows.get(key);
        if (window != null && window.tries > 0) {
            window.tries--;
        }
    }

    private static String account(String account) {
        return "account " + account;
    }

    private static String address(String address) {
        return "address " + address;
    }

    private static final class Window {
        private final long endsAtMillis;
        private int tries;

        Window(long endsAtMillis) {
            this.endsAtMillis = endsAtMillis;
        }
    }
}
