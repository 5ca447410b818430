package io.busbar.standalone.jobs;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends the frames of an instant ten times a second until it is ended. Safe for concurrent use. */
final class SteadyLoad {

    private static final Duration STEP = Duration.ofMillis(100);

    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Void> sending;

    private SteadyLoad(String bootstrapServers, long seed) {
        sending = CompletableFuture.runAsync(() -> send(bootstrapServers, new LoadFrames(seed)));
    }

    static SteadyLoad start(String bootstrapServers, long seed) {
        return new SteadyLoad(bootstrapServers, seed);
    }

    boolean isSending() {
        return !sending.isDone();
    }

    /** Returns when the broker has all that was sent, and throws what kept it from being sent. */
    void end() {
        ending.set(true);
        sending.join();
    }

    private void send(String bootstrapServers, LoadFrames frames) {
        try (FrameTopic topic = new FrameTopic(bootstrapServers)) {
            while (!ending.get()) {
                await().pollDelay(STEP).until(() -> {
                    topic.send(frames.next());
                    return true;
                });
            }
        }
    }
}
