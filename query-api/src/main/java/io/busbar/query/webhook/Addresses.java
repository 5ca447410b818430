package io.busbar.query.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Finds the address that a host has at this moment, if webhooks may go there. Who has asked connects to this address and asks no resolver again: a
 * name may mean something else a moment later. Threads of its own, since a name server may be as slow as its owner likes. May be shared between threads.
 */
public final class Addresses implements AutoCloseable {

    /** Of a name that nobody knows, too: members learn nothing of names that only this machine knows. */
    static final String NONE = "no address that webhooks may go to";

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int THREADS = 32;
    private static final int IDLE_SECONDS = 10;

    private final WebhookNetworks networks;
    private final Resolver resolver;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                Thread thread = new Thread(work, "webhook-names");
                thread.setDaemon(true);
                return thread;
            });

    /** Asks for the addresses of a host; may block. */
    @FunctionalInterface
    interface Resolver {
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    /** There is none. */
    static final class Forbidden extends RuntimeException {
        Forbidden() {
            super(NONE, null, false, false);
        }
    }

    public Addresses(WebhookNetworks networks) {
        this(networks, host -> List.of(InetAddress.getAllByName(host)));
    }

    Addresses(WebhookNetworks networks, Resolver resolver) {
        this.networks = networks;
        this.resolver = resolver;
        threads.allowCoreThreadTimeOut(true);
    }

    /** One of them; fails with {@link Forbidden} unless all are allowed, and with a time-out. */
    CompletableFuture<InetAddress> of(Target target) {
        return CompletableFuture.supplyAsync(() -> resolve(target), threads)
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private InetAddress resolve(Target target) {
        List<InetAddress> found;
        try {
            found = resolver.addresses(target.host());
        } catch (UnknownHostException e) {
            throw new Forbidden();
        }
        if (found.isEmpty() || !found.stream().allMatch(address -> networks.allows(address, target.isTls()))) {
            throw new Forbidden();
        }
        return found.get(ThreadLocalRandom.current().nextInt(found.size()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
