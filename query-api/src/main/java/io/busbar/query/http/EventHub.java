package io.busbar.query.http;

import io.busbar.query.access.Principal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams of server-sent events. Once a second one thread asks, for every stream, what its principal may see at this moment and what is new of it, so
 * that a right that was taken away narrows or ends the stream with the next second. Who has much to be told is told in portions, between those of
 * others. Nothing is queued for a client that is slow: it is told {@code lagged} when it takes again, and cut off after a minute. Streams may be opened
 * by any thread.
 */
final class EventHub implements AutoCloseable {

    /** Streams of one principal at once. */
    static final int MAX_OF_PRINCIPAL = 10;

    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long CLOSE_MILLIS = 5_000;
    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    private final Scopes scopes;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "event-hub");
    private volatile boolean closed;

    EventHub(Scopes scopes) {
        this.scopes = scopes;
        thread.setDaemon(true);
        thread.start();
    }

    /** One client. Confined to the hub's thread but for its response. */
    private static final class Stream {
        private final Principal principal;
        private final EventSource source;
        private final HttpServerResponse response;
        private long sentAtNanos = System.nanoTime();
        private long fullSinceNanos;
        private boolean isFull;
        private boolean lagged;

        /** Not to wait for the next second. */
        private boolean hasMore = true;

        Stream(Principal principal, EventSource source, HttpServerResponse response) {
            this.principal = principal;
            this.source = source;
            this.response = response;
        }
    }

    /** Whether one more stream of the principal may be opened. */
    boolean hasRoom(Principal principal) {
        return streams.stream()
                        .filter(stream -> FairShare.sharer(stream.principal).equals(FairShare.sharer(principal)))
                        .count()
                < MAX_OF_PRINCIPAL;
    }

    void open(Principal principal, EventSource source, HttpServerResponse response) {
        response.setChunked(true);
        Dispatcher.STANDING_HEADERS.forEach(response::putHeader);
        response.putHeader("Content-Type", "text/event-stream; charset=utf-8");
        Stream stream = new Stream(principal, source, response);
        response.closeHandler(gone -> streams.remove(stream));
        response.exceptionHandler(failure -> streams.remove(stream));
        response.drainHandler(taken -> LockSupport.unpark(thread));
        response.write(HEARTBEAT);
        streams.add(stream);
        LockSupport.unpark(thread);
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long tickAtNanos = System.nanoTime();
        while (!closed) {
            long untilTickNanos = tickAtNanos - System.nanoTime();
            boolean isTick = untilTickNanos <= 0;
            boolean hasMore = false;
            for (Stream stream : streams) {
                if (isTick || stream.hasMore) {
                    tick(stream, isTick);
                }
                hasMore |= stream.hasMore && !stream.response.writeQueueFull();
            }
            if (isTick) {
                tickAtNanos = System.nanoTime() + TICK_NANOS + untilTickNanos;
            } else if (!hasMore) {
                LockSupport.parkNanos(this, untilTickNanos);
            }
        }
        streams.forEach(stream -> stream.response.end());
    }

    private void tick(Stream stream, boolean isTick) {
        try {
            if (stream.response.closed() || stream.response.ended()) {
                streams.remove(stream);
            } else if (!stream.response.writeQueueFull()) {
                tell(stream);
            } else if (isTick) {
                wait(stream);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("stream of events broken off: {}", e.toString());
            end(stream);
        }
    }

    private void wait(Stream stream) {
        long now = System.nanoTime();
        if (!stream.isFull) {
            stream.isFull = true;
            stream.lagged = true;
            stream.fullSinceNanos = now;
        } else if (now - stream.fullSinceNanos > PATIENCE_NANOS) {
            end(stream);
        }
    }

    private void tell(Stream stream) throws IOException {
        boolean lagged = stream.lagged;
        stream.isFull = false;
        stream.lagged = false;
        Optional<Scope> scope = scopes.of(stream.principal);
        Told told = new Told();
        EventSource.State state =
                scope.isPresent() ? stream.source.tell(scope.get(), lagged, told) : EventSource.State.OVER;
        stream.hasMore = state == EventSource.State.HAS_MORE;
        if (told.bytes.size() > 0) {
            stream.response.write(Buffer.buffer(told.bytes.toByteArray()));
            stream.sentAtNanos = System.nanoTime();
        } else if (System.nanoTime() - stream.sentAtNanos > HEARTBEAT_NANOS) {
            stream.response.write(HEARTBEAT);
            stream.sentAtNanos = System.nanoTime();
        }
        if (state == EventSource.State.OVER) {
            end(stream);
        }
    }

    private void end(Stream stream) {
        streams.remove(stream);
        if (!stream.response.ended() && !stream.response.closed()) {
            stream.response.end();
        }
    }

    /** What a source tells at once, as it goes to the client. */
    private static final class Told implements EventSource.Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void send(String event, String id, byte[] json) throws IOException {
            write("event: " + event + "\nid: " + id + "\ndata: ");
            bytes.write(json);
            write("\n\n");
        }

        /** Without data it is no event, but the client takes the id over. */
        @Override
        public void place(String id) throws IOException {
            write("id: " + id + "\n\n");
        }

        private void write(String text) throws IOException {
            bytes.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
