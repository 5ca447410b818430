package io.busbar.ingest.relay;

import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalTail;
import io.busbar.ingest.journal.Turns;
import io.busbar.topic.FrameRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.collections.LongHashSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the journal's entries to Kafka, in order, for ever.
 *
 * <pre>
 *  journal tail ──▶ producer ──▶ in flight (oldest first) ──▶ acknowledged ──▶ cursor on disk
 *       ▲                                                          │
 *       └───────── after an error: a new producer, from the cursor ┘
 * </pre>
 *
 * <p>While Kafka is away the producer's buffer fills and then each send waits, tries again, and nothing is lost: the journal holds
 * the rest. After an error or a restart Kafka is asked which entries behind the cursor it has; they are passed over. What was still on its
 * way at that moment may come twice: a repeated record has the same door id and journal index. One relay for a journal, with a thread of
 * its own.
 */
public final class Relay implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final int MAX_IN_FLIGHT = 20_000;
    private static final int MAX_SENDS_PER_ROUND = 500;
    private static final long CURSOR_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What becomes durable within it is sent together: a request to Kafka costs more than a record. */
    private static final long LEAST_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(10);

    private final Journal journal;
    private final RelayCursor cursor;
    private final Kafka kafka;
    private final Marks marks;
    private final Queue<InFlight> inFlight = new ArrayDeque<>();
    private final Counter relayed;
    private final Counter passedOver;
    private final AtomicLong relayedCount = new AtomicLong();
    private final Thread thread = new Thread(this::run, "relay");
    private final Turns turns = new Turns(LEAST_TURN_NANOS);

    /** Entries that were there before this journal was opened and not in Kafka. */
    private final long inherited;

    /** It is to be woken when more is durable; otherwise it looks by itself before it waits. */
    private volatile boolean isWaiting;

    private volatile boolean stopping;
    private volatile long stopAtNanos;
    private long acknowledgedIndex;
    private long cursorMovedNanos = System.nanoTime();
    private byte @Nullable [] unsent;

    /** Indexes of entries behind the cursor that Kafka has. */
    private LongHashSet relayedBefore = new LongHashSet();

    /** When the oldest entry that is not in Kafka was received; 0 when it is not known, or there is none. */
    private volatile long oldestMissingMillis;

    private boolean refused;

    /** What the relay needs of Kafka. */
    interface Kafka {

        Producer<byte[], byte[]> producer();

        /** See {@link RelayedBefore#read}. */
        LongHashSet relayedSince(int doorId, long sinceMillis);
    }

    private Relay(Journal journal, RelayCursor cursor, Kafka kafka, MeterRegistry meters) {
        this.journal = journal;
        this.cursor = cursor;
        this.kafka = kafka;
        this.marks = new Marks(journal.doorId());
        this.acknowledgedIndex = cursor.index();
        this.inherited = journal.countBehind(cursor.index()) - journal.durableCount();
        this.relayed = Counter.builder("busbar.relay.records")
                .description("Journal entries that Kafka acknowledged")
                .register(meters);
        this.passedOver = Counter.builder("busbar.relay.passed.over")
                .description("Journal entries behind the cursor that Kafka had already")
                .register(meters);
        Gauge.builder("busbar.relay.lag", this, Relay::lag)
                .description("Journal entries that are not yet in Kafka")
                .baseUnit("entries")
                .register(meters);
        Gauge.builder("busbar.relay.lag.age", this, Relay::lagSeconds)
                .description("Since the oldest entry that is not yet in Kafka was received; 0 when all are")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Starts behind the cursor that is kept in the journal's directory. */
    public static Relay start(Journal journal, Path directory, String bootstrapServers, MeterRegistry meters)
            throws IOException {
        Kafka kafka = new Kafka() {
            @Override
            public Producer<byte[], byte[]> producer() {
                return ProducerSettings.producer(bootstrapServers);
            }

            @Override
            public LongHashSet relayedSince(int doorId, long sinceMillis) {
                try (Consumer<byte[], byte[]> consumer = Follower.consumer("relay", bootstrapServers)) {
                    return RelayedBefore.read(consumer, doorId, sinceMillis);
                }
            }
        };
        return start(journal, directory, kafka, meters);
    }

    static Relay start(Journal journal, Path directory, Kafka kafka, MeterRegistry meters) throws IOException {
        Relay relay = new Relay(journal, RelayCursor.open(directory), kafka, meters);
        journal.onDurable(relay::wake);
        journal.relayedUpTo(relay.cursor.index());
        relay.thread.start();
        return relay;
    }

    private void wake() {
        if (isWaiting) {
            isWaiting = false;
            LockSupport.unpark(thread);
        }
    }

    /** How many durable entries Kafka has not acknowledged; a repeated entry may count once too often. */
    public long lag() {
        return Math.max(0, inherited + journal.durableCount() - relayedCount.get());
    }

    private double lagSeconds() {
        long oldestMillis = oldestMissingMillis;
        return lag() == 0 || oldestMillis == 0 ? 0 : (System.currentTimeMillis() - oldestMillis) / 1_000.0;
    }

    private void run() {
        long backOffMillis = 100;
        while (!finished()) {
            long before = acknowledgedIndex;
            try (JournalTail reading = journal.tail();
                    ClosingProducer producer = new ClosingProducer(kafka.producer())) {
                askWhatKafkaHas();
                reading.moveBehind(cursor.index());
                relay(reading, producer.producer());
                return;
            } catch (IOException | RuntimeException e) {
                backOffMillis = acknowledgedIndex > before ? 100 : Math.min(2 * backOffMillis, MAX_BACK_OFF.toMillis());
                log.warn("the relay starts again behind its cursor in {} ms: {}", backOffMillis, e.toString());
                pause(TimeUnit.MILLISECONDS.toNanos(backOffMillis));
            }
            inFlight.clear();
            acknowledgedIndex = cursor.index();
            unsent = null;
        }
    }

    private void awaitMore(JournalTail reading) {
        turns.awaitNext();
        isWaiting = true;
        if (!reading.mayHaveMore() && !stopping) {
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
        isWaiting = false;
    }

    private void askWhatKafkaHas() {
        long sinceMillis = cursor.sentSinceMillis();
        boolean mayHaveSome = sinceMillis > 0 && journal.countBehind(cursor.index()) > 0;
        relayedBefore = mayHaveSome ? kafka.relayedSince(journal.doorId(), sinceMillis) : new LongHashSet();
    }

    private void relay(JournalTail reading, Producer<byte[], byte[]> producer) throws IOException {
        try {
            while (!finished()) {
                boolean more = send(reading, producer);
                collect();
                noteOldest();
                mark(producer);
                moveCursor(false);
                if (stopping && lag() == 0) {
                    return;
                }
                if (!more) {
                    awaitMore(reading);
                }
            }
        } finally {
            // So that nothing acknowledged is sent, and counted, again.
            moveCursor(true);
        }
    }

    /** True when there may be more to send at once. */
    private boolean send(JournalTail reading, Producer<byte[], byte[]> producer) {
        for (int i = 0; i < MAX_SENDS_PER_ROUND; i++) {
            byte[] record = unsent == null && inFlight.size() < MAX_IN_FLIGHT ? reading.next() : unsent;
            if (record == null) {
                return false;
            }
            InFlight flight = new InFlight(reading.index(), FrameRecord.receivedAtMillisOf(record));
            if (relayedBefore.remove(reading.index())) {
                flight.onCompletion(null, null);
                inFlight.add(flight);
                passedOver.increment();
                continue;
            }
            FrameRecord.stampJournalIndex(record, reading.index());
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(FrameRecord.kindOf(record).topic(), FrameRecord.keyOf(record), record),
                    flight);
            if (flight.failure() instanceof TimeoutException) {
                // Not taken: Kafka's topics are not known yet, or the buffer is full. The next must not overtake it.
                unsent = record;
                tell(true);
                return true;
            }
            tell(false);
            unsent = null;
            inFlight.add(flight);
        }
        return true;
    }

    private void tell(boolean refusedNow) {
        if (refusedNow && !refused) {
            log.warn("Kafka takes no records at present; the journal holds them: lag={}", lag());
        } else if (!refusedNow && refused) {
            log.info("Kafka takes records again: lag={}", lag());
        }
        refused = refusedNow;
    }

    private void collect() {
        for (InFlight flight = inFlight.peek(); flight != null; flight = inFlight.peek()) {
            Exception failure = flight.failure();
            if (failure != null) {
                throw new IllegalStateException("Kafka refused a record: " + failure, failure);
            }
            if (!flight.acknowledged()) {
                return;
            }
            inFlight.remove();
            acknowledgedIndex = flight.journalIndex;
            relayedCount.incrementAndGet();
            relayed.increment();
        }
    }

    private void noteOldest() {
        InFlight oldest = inFlight.peek();
        if (oldest != null) {
            oldestMissingMillis = oldest.receivedAtMillis;
        } else if (unsent != null) {
            oldestMissingMillis = FrameRecord.receivedAtMillisOf(unsent);
        } else {
            oldestMissingMillis = 0;
        }
    }

    private void mark(Producer<byte[], byte[]> producer) {
        boolean isKnown = oldestMissingMillis != 0 || lag() == 0;
        if (marks.areDue() && isKnown && !refused && journal.problem() == null) {
            marks.write(producer, oldestMissingMillis == 0 ? System.currentTimeMillis() : oldestMissingMillis);
        }
    }

    private void moveCursor(boolean now) throws IOException {
        long nowNanos = System.nanoTime();
        if (acknowledgedIndex != cursor.index()
                && (now || inFlight.isEmpty() || nowNanos - cursorMovedNanos > CURSOR_INTERVAL_NANOS)) {
            cursor.move(acknowledgedIndex, sentSinceMillis());
            cursorMovedNanos = nowNanos;
            journal.relayedUpTo(acknowledgedIndex);
        }
    }

    /** Since when entries behind the acknowledged ones were sent. */
    private long sentSinceMillis() {
        if (!relayedBefore.isEmpty()) {
            return cursor.sentSinceMillis();
        }
        InFlight oldest = inFlight.peek();
        return oldest == null ? System.currentTimeMillis() : oldest.sentAtMillis;
    }

    private boolean finished() {
        return stopping && System.nanoTime() - stopAtNanos >= 0;
    }

    private void pause(long nanos) {
        long untilNanos = System.nanoTime() + nanos;
        while (!finished() && System.nanoTime() - untilNanos < 0) {
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
    }

    /** Sends what is left for at most a while; the rest stays in the journal. */
    public void drainAndClose(Duration atMost) {
        stopAtNanos = System.nanoTime() + atMost.toNanos();
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lag() > 0) {
            log.info("{} entries stay in the journal and are relayed after the next start", lag());
        }
    }

    @Override
    public void close() {
        drainAndClose(Duration.ZERO);
    }

    /** Closes without waiting: what is in flight is sent again from the cursor. */
    private record ClosingProducer(Producer<byte[], byte[]> producer) implements AutoCloseable {
        @Override
        public void close() {
            producer.close(Duration.ZERO);
        }
    }
}
