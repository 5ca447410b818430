package io.busbar.ingest.journal;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A completion that counts. Thread-safe. */
public final class Outcomes implements Completion {

    private final AtomicInteger durable = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<@Nullable JournalUnavailableException> cause = new AtomicReference<>();

    @Override
    public void durable() {
        durable.incrementAndGet();
    }

    @Override
    public void failed(JournalUnavailableException why) {
        failed.incrementAndGet();
        cause.set(why);
    }

    public int durableCount() {
        return durable.get();
    }

    public int failedCount() {
        return failed.get();
    }

    public @Nullable JournalUnavailableException cause() {
        return cause.get();
    }

    public void awaitDurable(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> durable.get() + failed.get() >= count);
    }
}
