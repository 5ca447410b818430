package io.busbar.query.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes one attempt to deliver a message: to an address that was checked just before, under the name that the URL has, without following where it is
 * sent on. Of the answer only status and {@code Retry-After} count. May be shared between threads.
 */
public final class Sender implements AutoCloseable {

    /** With an attempt, from the connection to the end of the answer. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_ANSWER_BYTES = 65_536;
    private static final int KEEP_ALIVE_SECONDS = 10;

    /** Receivers that are one host for us share it, so one of them that is slow must not use it up. */
    private static final int MAX_CONNECTIONS_TO_ONE = 1_000;

    private final Vertx vertx;
    private final Addresses addresses;
    private final Clock clock;
    private final Duration patience;
    private final HttpClient client;

    public Sender(Vertx vertx, Addresses addresses, Clock clock) {
        this(vertx, addresses, clock, PATIENCE, new HttpClientOptions());
    }

    /**
     * @param patience with an attempt
     * @param options beside those that are the same for all
     */
    Sender(Vertx vertx, Addresses addresses, Clock clock, Duration patience, HttpClientOptions options) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.clock = clock;
        this.patience = patience;
        options.setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setConnectTimeout((int) patience.multipliedBy(2).toMillis()) // the attempt ends first
                .setMaxRedirects(0);
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_TO_ONE));
    }

    /**
     * What is sent. Immutable as long as nobody writes to the arrays.
     *
     * @param id the same at every attempt
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one attempt
    record Message(String id, byte[] body, byte[] secret) {

        @Override
        public String toString() {
            return "Message[" + id + "]";
        }
    }

    /** What may be sent to. */
    Addresses addresses() {
        return addresses;
    }

    /** Never fails; completes within the patience and what a name takes, on any thread. */
    CompletableFuture<Outcome> send(Target target, Message message) {
        return addresses
                .of(target)
                .thenCompose(address -> new Attempt().begin(target, address, message))
                .orTimeout(patience.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS) // closed in between
                .exceptionally(failure -> Outcome.failed(reason(failure)));
    }

    @Override
    public void close() {
        client.close();
    }

    /** One request; all but {@link #begin} on the event loop. */
    private final class Attempt {
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private @Nullable HttpClientRequest request;
        private @Nullable Outcome answered;
        private int answerBytes;
        private long timer;

        CompletableFuture<Outcome> begin(Target target, InetAddress address, Message message) {
            long seconds = clock.instant().getEpochSecond();
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setServer(SocketAddress.inetSocketAddress(target.port(), address.getHostAddress()))
                    .setHost(target.host())
                    .setPort(target.port())
                    .setSsl(target.isTls())
                    .setURI(target.path())
                    .setFollowRedirects(false)
                    .putHeader("User-Agent", "busbar-webhooks")
                    .putHeader("Content-Type", "application/cloudevents+json")
                    .putHeader("webhook-id", message.id())
                    .putHeader("webhook-timestamp", Long.toString(seconds))
                    .putHeader(
                            "webhook-signature", Signature.of(message.secret(), message.id(), seconds, message.body()));
            vertx.runOnContext(started -> {
                timer = vertx.setTimer(patience.toMillis(), fired -> end(Outcome.failed("timed out")));
                client.request(options)
                        .onSuccess(opened -> send(opened, message))
                        .onFailure(failure -> end(Outcome.failed(reason(failure))));
            });
            return outcome;
        }

        private void send(HttpClientRequest opened, Message message) {
            request = opened;
            if (outcome.isDone()) {
                opened.reset(); // too late: it took all the time to connect
                return;
            }
            opened.send(Buffer.buffer(message.body()))
                    .onSuccess(this::drop)
                    .onFailure(failure -> end(Outcome.failed(reason(failure))));
        }

        /** The connection can be used again when the answer ends soon. */
        private void drop(HttpClientResponse response) {
            Outcome taken = Outcome.answered(
                    response.statusCode(), RetryAfter.parse(response.getHeader("Retry-After"), clock.instant()));
            answered = taken;
            response.exceptionHandler(failure -> end(taken));
            response.endHandler(ended -> complete(taken));
            response.handler(part -> {
                answerBytes += part.length();
                if (answerBytes > MAX_ANSWER_BYTES) {
                    end(taken);
                }
            });
        }

        /** What was answered counts, however the rest of the answer fares. */
        private void end(Outcome otherwise) {
            HttpClientRequest open = request;
            if (complete(answered == null ? otherwise : answered) && open != null) {
                open.reset();
            }
        }

        private boolean complete(Outcome result) {
            vertx.cancelTimer(timer);
            return outcome.complete(result);
        }
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Addresses.Forbidden) {
                return Addresses.NONE;
            }
            if (cause instanceof SSLException) {
                return "TLS failed";
            }
            if (cause instanceof TimeoutException) {
                return "timed out";
            }
            if (cause instanceof ConnectException) {
                return "connection refused";
            }
        }
        return "connection broken";
    }
}
