package io.busbar.ingest.downlink;

import io.busbar.topic.CommandStatus;
import io.busbar.topic.CommandStatus.Status;
import io.busbar.topic.LoggerCommand;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that wait for their loggers, first in first out for each. What became of one is told once it is known; a door that is
 * restarted before that learns of the command again, so that the logger may get it twice, with the same id. Thread-safe.
 */
public final class Commands {

    /** A command that is to live longer expires all the same. */
    public static final Duration MAX_LIFE = Duration.ofDays(1);

    private static final Logger log = LoggerFactory.getLogger(Commands.class);

    /** Further ones for the same logger expire at once: nobody takes them. */
    private static final int MAX_WAITING_PER_LOGGER = 100;

    private final Clock clock;
    private final Consumer<CommandStatus> statusLog;
    private final Map<String, Deque<LoggerCommand>> waiting = new HashMap<>();
    private final Map<String, Runnable> receivers = new HashMap<>();

    /** Ids of which the end is known, with the time at which nobody speaks of them any more. */
    private final Map<String, Instant> settled = new HashMap<>();

    private final Map<Status, Counter> counters = new EnumMap<>(Status.class);
    private final AtomicInteger waitingCount = new AtomicInteger();

    /** @param statusLog is told what became of a command; must not block */
    public Commands(Clock clock, MeterRegistry meters, Consumer<CommandStatus> statusLog) {
        this.clock = clock;
        this.statusLog = statusLog;
        for (Status status : Status.values()) {
            counters.put(
                    status,
                    Counter.builder("busbar.door.commands")
                            .description("Commands to loggers by what became of them")
                            .tag("status", status.code())
                            .register(meters));
        }
        Gauge.builder("busbar.door.commands.waiting", waitingCount, AtomicInteger::get)
                .description("Commands that wait for their logger")
                .register(meters);
    }

    /** Takes a command, unless it is known already. */
    public void put(LoggerCommand command) {
        @Nullable Runnable receiver;
        synchronized (this) {
            Deque<LoggerCommand> queue = waiting.computeIfAbsent(command.logger(), absent -> new ArrayDeque<>());
            if (settled.containsKey(command.id())
                    || queue.stream().anyMatch(known -> known.id().equals(command.id()))) {
                return;
            }
            queue.add(command);
            waitingCount.incrementAndGet();
            if (queue.size() > MAX_WAITING_PER_LOGGER) {
                log.warn(
                        "logger {} has {} commands waiting: {} is dropped",
                        command.logger(),
                        queue.size(),
                        command.id());
                settle(command, Status.EXPIRED);
                return;
            }
            receiver = receivers.get(command.logger());
        }
        if (receiver != null) {
            receiver.run();
        }
    }

    /** A door said what became of a command. */
    public synchronized void settledElsewhere(String id, String logger) {
        remember(id);
        Deque<LoggerCommand> queue = waiting.get(logger);
        if (queue != null && queue.removeIf(command -> command.id().equals(id))) {
            waitingCount.decrementAndGet();
        }
    }

    /** @param receiver is run, on any thread, when there is a new command for the logger */
    public synchronized void listen(String logger, Runnable receiver) {
        receivers.put(logger, receiver);
    }

    public synchronized void leave(String logger, Runnable receiver) {
        receivers.remove(logger, receiver);
    }

    /** The oldest that has not expired; it stays until it is settled. */
    public synchronized @Nullable LoggerCommand next(String logger) {
        Deque<LoggerCommand> queue = waiting.get(logger);
        LoggerCommand oldest = queue == null ? null : queue.peek();
        while (oldest != null && clock.instant().isAfter(oldest.expiresAt())) {
            settle(oldest, Status.EXPIRED);
            oldest = Objects.requireNonNull(queue).peek();
        }
        return oldest;
    }

    /** What became of a command that waited; nothing when it does so no more. */
    public synchronized void settle(LoggerCommand command, Status status) {
        Deque<LoggerCommand> queue = waiting.get(command.logger());
        if (queue != null && queue.remove(command)) {
            waitingCount.decrementAndGet();
            if (queue.isEmpty()) {
                waiting.remove(command.logger());
            }
            remember(command.id());
            Objects.requireNonNull(counters.get(status)).increment();
            statusLog.accept(new CommandStatus(command.id(), command.logger(), status, null));
        }
    }

    /** A logger's answer was taken; it is on its way to the disk. */
    public synchronized void answered() {
        Objects.requireNonNull(counters.get(Status.ANSWERED)).increment();
    }

    /** Gives up what has expired; called once a second. */
    public synchronized void expire() {
        Instant now = clock.instant();
        List<LoggerCommand> expired = new ArrayList<>();
        for (Deque<LoggerCommand> queue : waiting.values()) {
            queue.stream().filter(command -> now.isAfter(command.expiresAt())).forEach(expired::add);
        }
        expired.forEach(command -> settle(command, Status.EXPIRED));
        settled.values().removeIf(now::isAfter);
    }

    private void remember(String id) {
        settled.put(id, clock.instant().plus(MAX_LIFE));
    }
}
