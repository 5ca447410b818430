package io.busbar.query.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.query.access.Database;
import io.busbar.query.access.DatabaseException;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.alarms.AlarmEvents;
import io.busbar.query.alarms.AlarmEvents.Batch;
import io.busbar.query.alarms.VisibleEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events of alarms to webhooks: at least once, in order, one at a time to each. What an event tells, and whether there is one at all, is asked
 * anew for every attempt, as the owner sees it at that moment.
 *
 * <pre>
 * every 250 ms: whose turn is it? ──▶ next event for the owner ──▶ send ──▶ judge ──▶ write down ──┐
 *                                            ▲                                                   │ settled
 *                                            └───────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>Who waits for a receiver holds no thread, and all that is in memory of a webhook is the event that is under way. One thread looks for turns, a few
 * ask the database. Started and closed by one thread.
 */
public final class Deliverer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MAX_IN_FLIGHT = 1_000;
    private static final int MAX_CLAIMED = 100;
    private static final int WORKERS = 4;

    /** In one turn; then those that wait have theirs. */
    private static final int MAX_EVENTS = 100;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LAG_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Scopes scopes;
    private final AlarmEvents events;
    private final Leases leases;
    private final Sender sender;
    private final Clock clock;
    private final DeliveryMeters meters;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "webhooks");
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, work -> {
        Thread worker = new Thread(work, "webhook-worker");
        worker.setDaemon(true);
        return worker;
    });
    private boolean complaining = true;
    private volatile boolean closed;

    /** What was under way then proves nothing about its receiver. */
    private volatile boolean aborted;

    private Deliverer(
            Scopes scopes, AlarmEvents events, Leases leases, Sender sender, Clock clock, DeliveryMeters meters) {
        this.scopes = scopes;
        this.events = events;
        this.leases = leases;
        this.sender = sender;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Goes on where this or another process was. The database may be away.
     *
     * @param sender closed with it
     */
    public static Deliverer start(
            Database database, Scopes scopes, AlarmEvents events, Sender sender, Clock clock, MeterRegistry metrics) {
        Deliverer deliverer =
                new Deliverer(scopes, events, new Leases(database), sender, clock, new DeliveryMeters(metrics));
        deliverer.thread.setDaemon(true);
        deliverer.thread.start();
        return deliverer;
    }

    /** What is under way may end; what does not end soon is left for the next start, or another process. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(GRACE.toMillis());
            awaitNothingInFlight();
            aborted = true;
            sender.close();
            awaitNothingInFlight();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
    }

    private void awaitNothingInFlight() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + GRACE.toNanos();
        synchronized (inFlight) {
            for (long left = GRACE.toMillis(); inFlight.get() > 0 && left > 0; ) {
                inFlight.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            }
        }
    }

    private void run() {
        long lagAtNanos = System.nanoTime() - LAG_NANOS;
        while (!closed) {
            try {
                beginTurns();
                if (System.nanoTime() - lagAtNanos >= LAG_NANOS) {
                    meters.lag(leases.lag(clock.instant()));
                    lagAtNanos = System.nanoTime();
                }
                complaining = true;
            } catch (DatabaseException e) {
                complain(e);
            } catch (RuntimeException e) {
                LOG.error("webhooks: no turns were given", e);
            }
            LockSupport.parkNanos(this, complaining ? TICK_NANOS : BACK_OFF_NANOS);
        }
    }

    private void beginTurns() {
        Instant now = clock.instant();
        int room = Math.min(MAX_CLAIMED, MAX_IN_FLIGHT - inFlight.get());
        if (room > 0 && leases.isAnyDue(now)) {
            for (Lease lease : leases.claim(now, room)) {
                inFlight.incrementAndGet();
                workers.execute(() -> guarded(lease, () -> next(lease, MAX_EVENTS)));
            }
        }
    }

    /** The turn goes on, or is given back. */
    private void next(Lease lease, int left) {
        Lease at = lease;
        while (!closed && left > 0 && at.leavesTime()) {
            Optional<Scope> scope = scopes.of(new Principal.Member(at.member()));
            Batch news = scope.isPresent()
                    ? events.firstNews(scope.get(), at.filter(), at.position())
                    : new Batch(List.of(), Math.max(at.position(), events.newest()), false);
            if (!news.events().isEmpty()) {
                attempt(at, news.events().get(0), left);
                return;
            }
            if (news.seq() > at.position()) {
                long beganNanos = System.nanoTime();
                if (!leases.pass(at, news.seq())) {
                    end();
                    return;
                }
                at = at.at(news.seq(), beganNanos);
            }
            if (!news.isMore()) {
                break;
            }
        }
        giveBack(at);
    }

    private void attempt(Lease lease, VisibleEvent event, int left) {
        if (!lease.leavesTime()) {
            giveBack(lease); // the database took long
            return;
        }
        int attempts = event.seq() == lease.headSeq() ? lease.attempts() + 1 : 1;
        Sender.Message message = new Sender.Message(event.event().get("id").asText(), body(event), lease.secret());
        sender.send(Target.parse(lease.url()), message)
                .thenAcceptAsync(
                        outcome -> guarded(lease, () -> settle(lease, event, attempts, outcome, left)), workers)
                .exceptionally(failure -> {
                    end(); // the workers are gone
                    return null;
                });
    }

    private void settle(Lease lease, VisibleEvent event, int attempts, Outcome outcome, int left) {
        if (aborted && outcome.status() == null) {
            giveBack(lease);
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Judgement judgement = Judgement.of(
                outcome,
                attempts,
                Duration.between(event.processedAt(), now),
                ThreadLocalRandom.current().nextDouble());
        long beganNanos = System.nanoTime();
        boolean isOurs = leases.settle(lease, event, attempts, judgement, outcome.reason(), now);
        meters.count(judgement);
        boolean isSettled = judgement.kind() == Judgement.Kind.DELIVERED || judgement.kind() == Judgement.Kind.DEAD;
        if (isOurs && isSettled) {
            next(lease.at(event.seq(), beganNanos), left - 1);
        } else {
            end();
        }
    }

    /** A turn that breaks off ends with its lease. */
    private void guarded(Lease lease, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            if (e instanceof DatabaseException) {
                LOG.debug("turn of {} broken off: {}", lease, e.getMessage());
            } else {
                LOG.error("turn of {} broken off", lease, e);
            }
            end();
        }
    }

    private void giveBack(Lease lease) {
        leases.giveBack(lease, clock.instant());
        end();
    }

    private void end() {
        synchronized (inFlight) {
            inFlight.decrementAndGet();
            inFlight.notifyAll();
        }
    }

    /** Once, until it works again. */
    private void complain(DatabaseException missing) {
        if (complaining && !closed) {
            LOG.warn("webhooks wait: {}", missing.getMessage());
        }
        complaining = false;
    }

    private static byte[] body(VisibleEvent event) {
        try {
            return JSON.writeValueAsBytes(event.event());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event cannot be written", e);
        }
    }
}
