package io.busbar.query.http;

import io.busbar.query.access.Principal;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Secrets;
import io.busbar.query.http.Answer.Whole;
import io.busbar.query.http.Endpoint.Pool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.BindException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: finds the route and checks the credentials on the event loop. What is all in memory is answered there; the rest goes to a
 * bounded pool of worker threads.
 * Started and closed by one thread.
 */
public final class HttpDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

    private static final int QUICK_THREADS = 8;
    private static final int STREAM_THREADS = 8;
    private static final int PASSWORD_THREADS = 2;
    private static final int MAX_IN_FLIGHT = 512;
    private static final int IDLE_SECONDS = 120;
    private static final long CLOSE_SECONDS = 10;
    private static final int REFUSALS = 400;
    private static final int FAILURES = 500;
    private static final int[] ROUTER_STATUSES = {400, 404, 405, 406, 413, 415, 500};

    private final Vertx vertx;
    private final AccessTokens tokens;
    private final @Nullable String operatorToken;
    private final Dispatcher dispatcher;
    private final Runnable closing;
    private final MeterRegistry metrics;
    private final Map<Pool, WorkerExecutor> pools = new EnumMap<>(Pool.class);
    private final FairShare shares = new FairShare(STREAM_THREADS);
    private final EvenTimes steps = new EvenTimes();
    private final AtomicInteger inFlight = new AtomicInteger();
    private @Nullable HttpServer server;

    HttpDoor(
            Vertx vertx,
            AccessTokens tokens,
            @Nullable String operatorToken,
            Dispatcher dispatcher,
            Runnable closing,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.operatorToken = operatorToken;
        this.dispatcher = dispatcher;
        this.closing = closing;
        this.metrics = metrics;
        pools.put(Pool.QUICK, vertx.createSharedWorkerExecutor("query-quick", QUICK_THREADS));
        pools.put(Pool.STREAM, vertx.createSharedWorkerExecutor("query-stream", STREAM_THREADS));
        pools.put(Pool.PASSWORD, vertx.createSharedWorkerExecutor("query-password", PASSWORD_THREADS));
    }

    /**
     * Opens the port.
     *
     * @param port 0 takes a free one
     * @throws IllegalStateException when the port is in use or cannot be opened
     */
    void listen(String bindAddress, int port, List<Endpoint> endpoints) {
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(16_384)
                .setCompressionSupported(false)
                // a connection that changes to HTTP/2 while workers stream its first answer mixes the two
                .setHttp2ClearTextEnabled(false);
        try {
            server = await(vertx.createHttpServer(options)
                    .requestHandler(router(endpoints))
                    .listen(port, bindAddress));
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    e.getCause() instanceof BindException
                            ? "port " + port + " on " + bindAddress + " is in use"
                            : "port " + port + " on " + bindAddress + " cannot be opened: " + e.getMessage(),
                    e);
        }
    }

    public int port() {
        if (server == null) {
            throw new IllegalStateException("not listening yet");
        }
        return server.actualPort();
    }

    @Override
    public void close() {
        closing.run();
        try {
            if (server != null) {
                await(server.close());
            }
            await(vertx.close());
        } catch (CompletionException e) {
            LOG.warn("HTTP server did not close cleanly: {}", e.getMessage());
        }
        steps.close();
    }

    private Router router(List<Endpoint> endpoints) {
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(Endpoint.MAX_BODY_BYTES));
        for (Endpoint endpoint : endpoints) {
            router.routeWithRegex(endpoint.method(), endpoint.regex()).handler(context -> handle(endpoint, context));
        }
        for (int status : ROUTER_STATUSES) {
            router.errorHandler(status, context -> {
                if (context.failure() != null && status == 500) {
                    LOG.error("request failed outside any route", context.failure());
                }
                send(context, (Whole) Answer.of(Problem.ofStatus(status)));
            });
        }
        return router;
    }

    private void handle(Endpoint endpoint, RoutingContext context) {
        long cameNanos = System.nanoTime();
        Timer.Sample sample = Timer.start(metrics);
        inFlight.incrementAndGet();
        context.addEndHandler(ended -> {
            inFlight.decrementAndGet();
            sample.stop(Timer.builder("busbar.query.requests")
                    .description(
                            "Requests to the query API, from the last byte of the request to the last of the answer")
                    .tag("method", endpoint.method().name())
                    .tag("route", endpoint.path())
                    .tag("status", Integer.toString(context.response().getStatusCode()))
                    .register(metrics));
        });
        if (inFlight.get() > MAX_IN_FLIGHT) {
            send(context, (Whole) Answer.of(Problem.of(Refusal.of(Kind.BUSY, "too many requests at once"))));
            return;
        }
        byte[] body = body(context);
        if (body.length > 0 && !isJson(context)) {
            send(context, (Whole) Answer.of(Problem.ofStatus(415)));
            return;
        }
        Call call = new Call(
                context.pathParams(),
                context.queryParams(),
                context.request().getHeader("Accept"),
                String.valueOf(context.request().remoteAddress().hostAddress()),
                body,
                null);
        authenticate(endpoint, context)
                .compose(principal -> answer(endpoint, context, call, principal))
                .onSuccess(answer -> answer.ifPresent(whole -> {
                    if (endpoint.isEven() || (whole.status() >= REFUSALS && whole.status() < FAILURES)) {
                        steps.atNextStep(cameNanos, () -> send(context, whole));
                    } else {
                        send(context, whole);
                    }
                }))
                .onFailure(failure -> {
                    LOG.error("{} {} failed", endpoint.method(), endpoint.path(), failure);
                    send(context, (Whole) Answer.of(Problem.ofStatus(500)));
                });
    }

    private Future<Optional<Whole>> answer(
            Endpoint endpoint, RoutingContext context, Call call, Optional<Principal> principal) {
        Optional<Whole> known = dispatcher.serveFromMemory(endpoint, context, call, principal);
        if (known.isPresent()) {
            return Future.succeededFuture(known);
        }
        WorkerExecutor pool = pools.get(endpoint.pool());
        if (pool == null) {
            return Future.succeededFuture(dispatcher.serve(endpoint, context, call, principal));
        }
        Callable<Optional<Whole>> work = () -> dispatcher.serve(endpoint, context, call, principal);
        return endpoint.pool() == Pool.STREAM && principal.isPresent()
                ? inTurn(principal.get(), pool, work)
                : pool.executeBlocking(work, false);
    }

    /** Long answers of one principal wait for one another. */
    private Future<Optional<Whole>> inTurn(Principal principal, WorkerExecutor pool, Callable<Optional<Whole>> work) {
        Object sharer = FairShare.sharer(principal);
        Promise<Optional<Whole>> answered = Promise.promise();
        boolean isAdmitted =
                shares.run(sharer, () -> pool.executeBlocking(work, false).onComplete(result -> {
                    shares.done(sharer);
                    answered.handle(result);
                }));
        if (!isAdmitted) {
            answered.complete(Optional.of((Whole) Answer.of(Problem.of(Refusal.of(
                    Kind.BUSY,
                    FairShare.AT_ONCE + " long answers of yours are under way and " + FairShare.WAITING
                            + " wait: ask when one has ended, for more in one question")))));
        }
        return answered.future();
    }

    /** Empty when the credentials are missing or prove nothing. */
    private Future<Optional<Principal>> authenticate(Endpoint endpoint, RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        if (endpoint.guard().open() || header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Future.succeededFuture(Optional.empty());
        }
        String token = header.substring(7).strip();
        if (operatorToken != null && Secrets.same(token, operatorToken)) {
            return Future.succeededFuture(Optional.of(new Principal.Operator()));
        }
        if (Secrets.isApiKey(token)) {
            String hash = HexFormat.of().formatHex(Secrets.sha256(token));
            return Future.succeededFuture(Optional.of(new Principal.ApiKey(hash)));
        }
        return tokens.check(token).map(Optional::of).otherwise(Optional.empty());
    }

    private static byte[] body(RoutingContext context) {
        Buffer buffer = context.body() == null ? null : context.body().buffer();
        return buffer == null ? new byte[0] : buffer.getBytes();
    }

    private static boolean isJson(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        return type != null && type.split(";")[0].strip().equalsIgnoreCase(Answer.JSON);
    }

    private static void send(RoutingContext context, Whole answer) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status());
        Dispatcher.STANDING_HEADERS.forEach(response::putHeader);
        answer.headers().forEach(response::putHeader);
        if (answer.body().length > 0) {
            response.putHeader("Content-Type", answer.contentType());
        }
        boolean head = context.request().method().equals(HttpMethod.HEAD);
        response.end(head ? Buffer.buffer() : Buffer.buffer(answer.body()));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
