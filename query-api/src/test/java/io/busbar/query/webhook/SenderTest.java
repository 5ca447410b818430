package io.busbar.query.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One attempt, with a receiver on loopback and names that the test makes up. */
final class SenderTest {

    private static final Instant NOW = Instant.parse("2026-08-09T11:28:36Z");
    private static final byte[] SECRET = new byte[32];
    private static final String PASSWORD = "secret";
    private static final String NAME = "hooks.example.org";
    private static final Duration SHORT = Duration.ofMillis(300);

    /** For the head of an answer, on a busy machine too. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

    @TempDir
    static Path folder;

    private static Path keyStore = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void makesACertificate() throws Exception {
        keyStore = folder.resolve("key.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + NAME,
                        "-ext",
                        "SAN=dns:" + NAME,
                        "-keystore",
                        keyStore.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }

    @AfterEach
    void closes() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        done(vertx.close());
    }

    @Test
    void sendsWhatAReceiverCanCheckUnderTheNameOfTheUrl() throws Exception {
        List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
        int port = serve(new HttpServerOptions(), request -> {
            requests.add(request);
            request.response().setStatusCode(204).end();
        });
        name(NAME, "127.0.0.1");

        Outcome outcome = send(sender("127.0.0.1"), "http://" + NAME + ":" + port + "/alarms?x=%20y");

        assertThat(outcome).isEqualTo(Outcome.answered(204, null));
        assertThat(received).containsExactly("{\"a\":\"ü\"}");
        HttpServerRequest request = requests.get(0);
        assertThat(request.method().name()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/alarms?x=%20y");
        assertThat(request.getHeader("Host")).isEqualTo(NAME + ":" + port);
        assertThat(request.getHeader("Content-Type")).isEqualTo("application/cloudevents+json");
        assertThat(request.getHeader("webhook-id")).isEqualTo("event 1");
        assertThat(request.getHeader("webhook-timestamp")).isEqualTo("1786274916");
        assertThat(request.getHeader("webhook-signature"))
                .isEqualTo(Signature.of(SECRET, "event 1", NOW.getEpochSecond(), body()));
    }

    @Test
    void followsNoRedirect() throws Exception {
        int elsewhere =
                serve(new HttpServerOptions(), request -> request.response().end());
        int port = serve(new HttpServerOptions(), request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", "http://127.0.0.1:" + elsewhere + "/")
                .end());

        assertThat(send(sender("127.0.0.1"), "http://127.0.0.1:" + port + "/").reason())
                .isEqualTo("status 307");
        assertThat(received).hasSize(1);
    }

    @Test
    void looksAtEveryAttemptWhereTheNameLeads() throws Exception {
        int port = serve(new HttpServerOptions(), request -> request.response().end());
        Sender sender = sender("127.0.0.1");
        String url = "http://" + NAME + ":" + port + "/";

        name(NAME, "127.0.0.1");
        assertThat(send(sender, url).reason()).isEqualTo("status 200");
        name(NAME, "127.0.0.2"); // the receiver listens there, too, but nobody allowed it
        assertThat(send(sender, url).reason()).isEqualTo(Addresses.NONE);
        name(NAME, "127.0.0.1", "127.0.0.2");
        assertThat(send(sender, url).reason()).as("one of two").isEqualTo(Addresses.NONE);
        names.remove(NAME);
        assertThat(send(sender, url).reason()).as("unknown").isEqualTo(Addresses.NONE);
        assertThat(received).hasSize(1);
    }

    @Test
    void goesNowhereWithoutTlsUnlessTheNetworkIsNamed() throws Exception {
        name(NAME, "1.1.1.1");

        assertThat(send(sender("127.0.0.1"), "http://" + NAME + "/").reason()).isEqualTo(Addresses.NONE);
    }

    @Test
    void readsWhenToComeAgain() throws Exception {
        int port = serve(new HttpServerOptions(), request -> request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "7")
                .end());

        assertThat(send(sender("127.0.0.1"), "http://127.0.0.1:" + port + "/"))
                .isEqualTo(Outcome.answered(429, Duration.ofSeconds(7)));
    }

    @Test
    void tellsWhyThereWasNoAnswer() throws Exception {
        int refused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused = socket.getLocalPort();
        }
        int silent = serve(new HttpServerOptions(), request -> {});
        int broken =
                serve(new HttpServerOptions(), request -> request.connection().close());

        assertThat(send(sender("127.0.0.1"), "http://127.0.0.1:" + refused + "/")
                        .reason())
                .isEqualTo("connection refused");
        assertThat(send(sender("127.0.0.1", SHORT, new HttpClientOptions()), "http://127.0.0.1:" + silent + "/")
                        .reason())
                .isEqualTo("timed out");
        assertThat(send(sender("127.0.0.1"), "http://127.0.0.1:" + broken + "/").reason())
                .isEqualTo("connection broken");
    }

    @Test
    void readsNoMoreOfAnAnswerThanItMust() throws Exception {
        List<String> ends = new CopyOnWriteArrayList<>();
        int endless = serve(new HttpServerOptions(), request -> {
            request.response().setChunked(true).closeHandler(closed -> ends.add("endless"));
            vertx.setPeriodic(1, tick -> {
                if (request.response().closed()) {
                    vertx.cancelTimer(tick);
                } else if (!request.response().writeQueueFull()) {
                    request.response().write(Buffer.buffer(new byte[10_000]));
                }
            });
        });
        int halting = serve(new HttpServerOptions(), request -> {
            request.response().setChunked(true).closeHandler(closed -> ends.add("halting"));
            request.response().write("a");
        });

        assertThat(send(sender("127.0.0.1"), "http://127.0.0.1:" + endless + "/")
                        .reason())
                .isEqualTo("status 200");
        await().until(() -> ends.contains("endless"));
        assertThat(send(sender("127.0.0.1", LONG_ENOUGH, new HttpClientOptions()), "http://127.0.0.1:" + halting + "/")
                        .reason())
                .isEqualTo("status 200");
        await().until(() -> ends.contains("halting"));
    }

    @Test
    void asksTheReceiverForACertificateOfItsName() throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(new PfxOptions().setPath(keyStore.toString()).setPassword(PASSWORD));
        List<String> indicated = new CopyOnWriteArrayList<>();
        int port = serve(options, request -> {
            indicated.add(request.connection().indicatedServerName());
            request.response().end();
        });
        name(NAME, "127.0.0.1");
        name("other.example.org", "127.0.0.1");
        HttpClientOptions trusting = new HttpClientOptions()
                .setTrustOptions(new PfxOptions().setPath(keyStore.toString()).setPassword(PASSWORD));
        Sender sender = sender("127.0.0.1", Sender.PATIENCE, trusting);

        assertThat(send(sender, "https://" + NAME + ":" + port + "/").reason()).isEqualTo("status 200");
        assertThat(send(sender, "https://other.example.org:" + port + "/").reason())
                .isEqualTo("TLS failed");
        assertThat(send(sender("127.0.0.1"), "https://" + NAME + ":" + port + "/")
                        .reason())
                .as("issued by nobody that is trusted")
                .isEqualTo("TLS failed");
        assertThat(indicated).containsExactly(NAME);
    }

    private static byte[] body() {
        return "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
    }

    private Outcome send(Sender sender, String url) throws Exception {
        return sender.send(Target.parse(url), new Sender.Message("event 1", body(), SECRET))
                .get(30, TimeUnit.SECONDS);
    }

    private Sender sender(String networks) {
        return sender(networks, Sender.PATIENCE, new HttpClientOptions());
    }

    private Sender sender(String networks, Duration patience, HttpClientOptions options) {
        Addresses addresses = new Addresses(WebhookNetworks.parse(networks), host -> {
            List<InetAddress> found = host.matches("[0-9.]+") ? List.of(InetAddress.getByName(host)) : names.get(host);
            if (found == null) {
                throw new UnknownHostException(host);
            }
            return found;
        });
        Sender sender = new Sender(vertx, addresses, Clock.fixed(NOW, ZoneOffset.UTC), patience, options);
        open.add(sender);
        open.add(addresses);
        return sender;
    }

    private void name(String name, String... addresses) throws UnknownHostException {
        List<InetAddress> known = new ArrayList<>();
        for (String address : addresses) {
            known.add(InetAddress.getByName(address));
        }
        names.put(name, known);
    }

    /** On all addresses of loopback. */
    private int serve(HttpServerOptions options, Handler<HttpServerRequest> receiver) {
        HttpServer server = done(vertx.createHttpServer(options)
                .requestHandler(request -> request.bodyHandler(body -> {
                    received.add(body.toString());
                    receiver.handle(request);
                }))
                .listen(0, "0.0.0.0"));
        return server.actualPort();
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
