package io.busbar.jobs.sink;

import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.sink.LatestBook.Page;
import io.busbar.jobs.sink.LatestTable.Stored;
import io.busbar.measure.Catalogue;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on what each device said last: gathers it in a book, sends changed devices to the topic and writes them to the table, many frames
 * as one.
 *
 * <pre>
 *  committed samples ──▶ newest frames ──▶ book ──┬─ publish: compare with the table once ──▶ topic latest-readings
 *                                                 └─ write: publish, await the topic      ──▶ table latest
 * </pre>
 *
 * The topic never lacks what the table has, so that a frame which a restarted job reads again either changes nothing or is told to both. A
 * row is replaced only by who knew its version; who was overtaken compares, publishes and writes again. Confined to one thread, but for {@link #take}.
 */
final class LatestWriter {

    private static final Logger LOG = LoggerFactory.getLogger(LatestWriter.class);

    /** About 1 kB each: an eighth of the memory. */
    private static final int MAX_DEVICES =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 8 / 1_024);

    /** Each keeps its frame in memory. */
    private static final int MAX_OVERTAKEN = 20_000;

    private final Transactions transactions;

    /** Guards what was taken and is not in the book yet. */
    private final Object lock = new Object();

    private final List<Batch.Accepted> overtaken = new ArrayList<>();
    private final NewestFrames newest = new NewestFrames(overtaken::add);
    private final LatestBook book = new LatestBook();
    private final LatestTable table = new LatestTable();
    private final LatestOfDevice latestOfDevice;
    private final @Nullable TopicWriter topic;
    private final AtomicLong publishedRecords = new AtomicLong();
    private final AtomicLong writtenRows = new AtomicLong();
    private final AtomicLong overtakenRows = new AtomicLong();

    LatestWriter(Transactions transactions, Catalogue catalogue, @Nullable TopicWriter topic) {
        this.transactions = transactions;
        this.latestOfDevice = new LatestOfDevice(catalogue);
        this.topic = topic;
    }

    long publishedRecords() {
        return publishedRecords.get();
    }

    long writtenRows() {
        return writtenRows.get();
    }

    /** Rows that another writer had replaced in between. */
    long overtakenRows() {
        return overtakenRows.get();
    }

    /** Takes what was committed; any thread. Returns whether it is so much that it is to be written before more is taken. */
    boolean take(List<Batch.Accepted> committed) {
        synchronized (lock) {
            for (Batch.Accepted accepted : committed) {
                if (accepted.frame().mayBeLatest()) {
                    newest.take(accepted);
                }
            }
            return newest.devices() > MAX_DEVICES || overtaken.size() > MAX_OVERTAKEN;
        }
    }

    private boolean isFull() {
        return book.devices() > MAX_DEVICES;
    }

    /** Sends what changed; does not wait until the topic has it. */
    void publish() throws InterruptedException {
        drain();
        List<Page> uncompared = book.uncompared();
        if (!uncompared.isEmpty()) {
            compare(uncompared);
        }
        for (Page page : book.takeUnpublished()) {
            if (topic != null) {
                topic.send(page.serialNumber(), page.record().encode());
                publishedRecords.incrementAndGet();
            }
        }
    }

    /** Returns when topic and table have all that was taken when it began, but for what another writer was faster with. */
    void write() throws InterruptedException {
        publish();
        if (topic != null) {
            topic.flush();
        }
        write(book.unwritten());
        if (isFull()) {
            writeAll();
            book.trim(MAX_DEVICES / 2);
        }
    }

    /** Returns when topic and table have all that was taken; that no more is taken meanwhile is the caller's to see to. */
    void writeAll() throws InterruptedException {
        do {
            publish();
            if (topic != null) {
                topic.flush();
            }
            write(book.unwritten());
        } while (book.changes() > 0);
    }

    /** Devices with something that is not in the table. */
    int unwritten() {
        synchronized (lock) {
            return newest.devices() + overtaken.size() + book.changes();
        }
    }

    private void drain() {
        List<Batch.Accepted> drained;
        synchronized (lock) {
            newest.drain();
            drained = List.copyOf(overtaken);
            overtaken.clear();
        }
        for (Batch.Accepted accepted : drained) {
            book.take(
                    accepted.deviceId(),
                    accepted.device().serialNumber(),
                    latestOfDevice.in(accepted.frame(), accepted.device()));
        }
    }

    private void compare(List<Page> pages) throws InterruptedException {
        Map<Integer, Stored> stored = new HashMap<>();
        SQLException refusal = transactions.commit(open -> stored.putAll(LatestTable.read(open, pages)));
        if (refusal != null) {
            throw new IllegalStateException("cannot read the table latest: " + refusal.getMessage(), refusal);
        }
        for (Page page : pages) {
            Stored row = stored.getOrDefault(page.deviceId(), Stored.NONE);
            book.compare(page, row.record(), row.version());
        }
    }

    private void write(List<Page> pages) throws InterruptedException {
        if (pages.isEmpty()) {
            return;
        }
        Set<Integer> written = new HashSet<>();
        SQLException refusal = transactions.commit(open -> {
            written.clear();
            written.addAll(table.write(open, pages));
        });
        if (refusal == null) {
            pages.forEach(page -> settle(page, written.contains(page.deviceId())));
        } else if (pages.size() > 1) {
            int half = pages.size() / 2;
            write(pages.subList(0, half));
            write(pages.subList(half, pages.size()));
        } else {
            LOG.error(
                    "the database refused the latest readings of a device, only the topic has them: device={}: {}",
                    pages.get(0).serialNumber(),
                    refusal.getMessage());
            book.giveUp(pages.get(0));
        }
    }

    private void settle(Page page, boolean isWritten) {
        if (isWritten) {
            book.written(page);
            writtenRows.incrementAndGet();
        } else {
            book.overtaken(page);
            overtakenRows.incrementAndGet();
        }
    }
}
