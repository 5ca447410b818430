package io.busbar.jobs.sink;

import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.sink.LatestBook.Page;
import io.busbar.jobs.sink.LatestTable.Stored;
import io.busbar.measure.Catalogue;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * row is replaced only by who knew its version; who was overtaken compares, publishes and writes again. Confined to one thread.
 */
final class LatestWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LatestWriter.class);

    /** About 50 MB. */
    private static final int MAX_DEVICES = 50_000;

    private final Transactions transactions;
    private final NewestFrames newest = new NewestFrames(this::enter);
    private final LatestBook book = new LatestBook();
    private final LatestTable table = new LatestTable();
    private final LatestOfDevice latestOfDevice;
    private final @Nullable TopicWriter topic;
    private long publishedRecords;
    private long writtenRows;
    private long overtakenRows;

    LatestWriter(Transactions transactions, Catalogue catalogue, @Nullable TopicWriter topic) {
        this.transactions = transactions;
        this.latestOfDevice = new LatestOfDevice(catalogue);
        this.topic = topic;
    }

    long publishedRecords() {
        return publishedRecords;
    }

    long writtenRows() {
        return writtenRows;
    }

    /** Rows that another writer had replaced in between. */
    long overtakenRows() {
        return overtakenRows;
    }

    boolean isFull() {
        return Math.max(book.devices(), newest.devices()) > MAX_DEVICES;
    }

    void take(List<Batch.Accepted> committed) {
        for (Batch.Accepted accepted : committed) {
            if (accepted.frame().mayBeLatest()) {
                newest.take(accepted);
            }
        }
    }

    /** Sends what changed; does not wait until the topic has it. */
    void publish() throws InterruptedException {
        newest.drain();
        List<Page> uncompared = book.uncompared();
        if (!uncompared.isEmpty()) {
            compare(uncompared);
        }
        for (Page page : book.takeUnpublished()) {
            if (topic != null) {
                topic.send(page.serialNumber(), page.record().encode());
                publishedRecords++;
            }
        }
    }

    /** Returns when topic and table have all that was taken. */
    void write() throws InterruptedException {
        List<Page> pages;
        do {
            publish();
            if (topic != null) {
                topic.flush();
            }
            pages = book.unwritten();
            write(pages);
        } while (!pages.isEmpty());
        book.trim(MAX_DEVICES / 2);
    }

    @Override
    public void close() {
        if (topic != null) {
            topic.close();
        }
    }

    private void enter(Batch.Accepted accepted) {
        book.take(
                accepted.deviceId(),
                accepted.device().serialNumber(),
                latestOfDevice.in(accepted.frame(), accepted.device()));
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
            writtenRows++;
        } else {
            book.overtaken(page);
            overtakenRows++;
        }
    }
}
