package io.busbar.query.outbox;

import io.busbar.query.access.Database;
import io.busbar.query.access.DatabaseException;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox, oldest first, and deletes it once every replica of Kafka has it. A record may be sent twice when the process
 * dies in between; its topic is compacted, so that is harmless. Of several processes one sends at a time. While Kafka is away records stay
 * and are tried again. One thread of its own; the public methods may be called by any.
 */
public final class OutboxPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);

    private static final long ADVISORY_LOCK = 0x6275736261723032L;
    private static final int BATCH = 200;
    private static final long IDLE_MILLIS = 1_000;
    private static final int MAX_BLOCK_MILLIS = 5_000;
    private static final int REQUEST_TIMEOUT_MILLIS = 5_000;
    private static final int DELIVERY_TIMEOUT_MILLIS = 15_000;
    private static final long GRACE_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final Database database;
    private final String bootstrapServers;
    private final Thread thread = new Thread(this::run, "outbox-publisher");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final Condition sent = lock.newCondition();
    private boolean pending = true;
    private long rounds;
    private boolean complaining = true;
    private volatile boolean closed;

    private OutboxPublisher(Database database, String bootstrapServers) {
        this.database = database;
        this.bootstrapServers = bootstrapServers;
    }

    public static OutboxPublisher start(Database database, String bootstrapServers) {
        OutboxPublisher publisher = new OutboxPublisher(database, bootstrapServers);
        publisher.thread.setDaemon(true);
        publisher.thread.start();
        return publisher;
    }

    /** Wakes the publisher and waits until the record has reached Kafka; false when that took longer than {@code patience}. */
    public boolean awaitSent(long ticket, Duration patience) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            pending = true;
            written.signal();
            while (true) {
                long round = rounds;
                lock.unlock();
                boolean waiting;
                try {
                    waiting = database.read(connection ->
                            Sql.of("SELECT 1 FROM outbox WHERE id = ?", ticket).exists(connection));
                } finally {
                    lock.lock();
                }
                if (!waiting) {
                    return true;
                }
                while (round == rounds) {
                    long leftNanos = deadlineNanos - System.nanoTime();
                    if (leftNanos <= 0 || closed) {
                        return false;
                    }
                    sent.awaitNanos(leftNanos);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            written.signal();
            sent.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(GRACE_MILLIS);
            thread.interrupt(); // it may wait for a Kafka that is away
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                sendUntilFailure();
            } catch (KafkaException | SendFailure e) {
                waitFor(e);
            }
        }
    }

    /** A producer that failed is given up: after some errors it would never send again. */
    private void sendUntilFailure() {
        KafkaProducer<String, byte[]> producer = producer();
        try {
            while (!closed) {
                try {
                    boolean more = database.write(connection -> sendBatch(connection, producer));
                    complaining = true;
                    roundEnded(more);
                } catch (DatabaseException e) {
                    waitFor(e);
                }
            }
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    /** Complains once, until something works again. */
    private void waitFor(RuntimeException missing) {
        if (complaining && !closed) {
            LOG.warn("outbox waits: {}", missing.getMessage());
        }
        complaining = false;
        roundEnded(false);
    }

    private void roundEnded(boolean more) {
        lock.lock();
        try {
            rounds++;
            sent.signalAll();
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(more ? 0 : IDLE_MILLIS);
            while (!pending && !closed && leftNanos > 0) {
                leftNanos = written.awaitNanos(leftNanos);
            }
            pending = false;
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** True when there may be more than this batch. */
    private boolean sendBatch(Connection connection, KafkaProducer<String, byte[]> producer) throws SQLException {
        if (!Sql.of("SELECT 1 WHERE pg_try_advisory_xact_lock(?)", ADVISORY_LOCK)
                .exists(connection)) {
            return false;
        }
        List<Entry> entries = Sql.of("SELECT id, topic, key, value FROM outbox ORDER BY id LIMIT ?", BATCH)
                .list(
                        connection,
                        row -> new Entry(row.getLong(1), row.getString(2), row.getString(3), row.getBytes(4)));
        List<Future<RecordMetadata>> sends = new ArrayList<>(entries.size());
        try {
            for (Entry entry : entries) {
                Future<RecordMetadata> send =
                        producer.send(new ProducerRecord<>(entry.topic(), entry.key(), entry.value()));
                if (send.isDone()) {
                    send.get(); // Kafka is away: the next would wait for it as long, and other publishers for the lock
                }
                sends.add(send);
            }
            for (Future<RecordMetadata> send : sends) {
                send.get(DELIVERY_TIMEOUT_MILLIS + MAX_BLOCK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new SendFailure(e);
        } catch (InterruptedException e) {
            closed = true;
            throw new SendFailure(e);
        }
        for (Entry entry : entries) {
            Sql.of("DELETE FROM outbox WHERE id = ?", entry.id()).run(connection);
        }
        return entries.size() == BATCH;
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "busbar-outbox",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        MAX_BLOCK_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        REQUEST_TIMEOUT_MILLIS,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        DELIVERY_TIMEOUT_MILLIS,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        4L << 20),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @SuppressWarnings("ArrayRecordComponent") // private, read once
    private record Entry(long id, String topic, String key, byte @Nullable [] value) {}

    private static final class SendFailure extends RuntimeException {
        SendFailure(Exception cause) {
            super("Kafka: " + cause.getMessage(), cause);
        }
    }
}
