package io.busbar.query.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The body of a response as a stream. Holds one chunk while the client takes the one before; writing blocks until it has, so that memory stays
 * bounded, and throws when the client takes nothing for a minute, has gone, or takes longer than a quarter of an hour in all. A body that fits one chunk is not sent until it is
 * complete: an error can still become a problem, and an ETag can be given. Confined to one worker thread.
 */
final class ResponseStream extends OutputStream {

    private static final int CHUNK_BYTES = 32_768;
    private static final long PATIENCE_SECONDS = 60;

    /** Of a whole answer: as long it holds a transaction, and with it rows that are long replaced. */
    static final long LONGEST_SECONDS = 900;

    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final HttpServerResponse response;
    private final Runnable beforeFirstChunk;
    private final BooleanSupplier mayGoOn;
    private long checkedAtNanos = System.nanoTime();
    private byte[] chunk = new byte[CHUNK_BYTES];
    private int length;
    private boolean started;

    /** The chunk before, on its way. */
    private Future<Void> sending = Future.succeededFuture();

    private final long beganAtNanos = System.nanoTime();

    /** @param mayGoOn whether the person may still see this; asked once a second */
    ResponseStream(HttpServerResponse response, Runnable beforeFirstChunk, BooleanSupplier mayGoOn) {
        this.response = response;
        this.beforeFirstChunk = beforeFirstChunk;
        this.mayGoOn = mayGoOn;
    }

    /** True when part of the body has left and nothing can be taken back. */
    boolean started() {
        return started;
    }

    /** The whole body, as long as it has not {@link #started}. */
    byte[] body() {
        return Arrays.copyOf(chunk, length);
    }

    @Override
    public void write(int value) throws IOException {
        if (length == chunk.length) {
            sendChunk();
        }
        chunk[length++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            if (length == chunk.length) {
                sendChunk();
            }
            int part = Math.min(count - done, chunk.length - length);
            System.arraycopy(bytes, offset + done, chunk, length, part);
            length += part;
            done += part;
        }
    }

    /** Sends what is left and ends the response. */
    void finish() throws IOException {
        await(sending);
        checkRights();
        await(response.end(Buffer.buffer(body())));
    }

    private void sendChunk() throws IOException {
        await(sending);
        checkRights();
        if (System.nanoTime() - beganAtNanos > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
            throw new IOException(
                    "the answer takes longer than 15 minutes: its client is to ask for less, or make an export");
        }
        if (!started) {
            started = true;
            beforeFirstChunk.run();
        }
        sending = response.write(Buffer.buffer(body()));
        length = 0;
    }

    /** Before a chunk, however long the client took for the one before. */
    private void checkRights() throws IOException {
        long now = System.nanoTime();
        if (now - checkedAtNanos > CHECK_NANOS) {
            if (!mayGoOn.getAsBoolean()) {
                throw new IOException("the rights of the asking person have changed");
            }
            checkedAtNanos = now;
        }
    }

    private static void await(Future<Void> written) throws IOException {
        try {
            written.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("client does not take the answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while answering", e);
        }
    }
}
