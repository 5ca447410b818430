package io.busbar.standalone.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who gets what webhooks send, on loopback, with a path for each. It checks signatures by what the Standard Webhooks specification says, with code of its
 * own, and takes everything unless a test has said otherwise. May be shared between threads.
 */
final class WebhookReceiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> secrets = new ConcurrentHashMap<>();
    private final Map<String, Queue<Integer>> statuses = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    /** An attempt as it came in. Immutable as long as nobody writes to the event. */
    record Delivery(String path, String id, JsonNode event, int status) {}

    WebhookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** From now on what comes there is to be signed with this. */
    void expect(String path, String secret) {
        secrets.put(path, Base64.getDecoder().decode(secret.substring("whsec_".length())));
    }

    /** What is answered there next, one after the other; then 204. */
    void answer(String path, int... next) {
        Queue<Integer> queue = statuses.computeIfAbsent(path, unknown -> new ConcurrentLinkedQueue<>());
        for (int status : next) {
            queue.add(status);
        }
    }

    /** Nothing is answered there until the latch is down. */
    CountDownLatch hold(String path) {
        CountDownLatch latch = new CountDownLatch(1);
        held.put(path, latch);
        return latch;
    }

    List<Delivery> at(String path) {
        return deliveries.stream()
                .filter(delivery -> delivery.path().equals(path))
                .toList();
    }

    /** Ids of the events that came in, those that were refused included. */
    List<String> idsAt(String path) {
        return at(path).stream().map(Delivery::id).toList();
    }

    /** What was wrong with what came in. */
    List<String> faults() {
        return faults;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            String id = header(exchange, "webhook-id");
            JsonNode event = JSON.readTree(body);
            check(exchange, path, id, event, body);
            Queue<Integer> queue = statuses.get(path);
            Integer next = queue == null ? null : queue.poll();
            int status = next == null ? 204 : next;
            deliveries.add(new Delivery(path, id, event, status));
            CountDownLatch latch = held.get(path);
            if (latch != null) {
                latch.await();
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(HttpExchange exchange, String path, String id, JsonNode event, byte[] body)
            throws GeneralSecurityException {
        byte @Nullable [] secret = secrets.get(path);
        if (secret == null) {
            faults.add("nobody knows the secret of " + path);
            return;
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        mac.update((id + "." + header(exchange, "webhook-timestamp") + ".").getBytes(StandardCharsets.UTF_8));
        byte[] expected =
                ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(
                expected, header(exchange, "webhook-signature").getBytes(StandardCharsets.UTF_8))) {
            faults.add("a wrong signature at " + path);
        }
        if (!event.path("id").asText().equals(id)) {
            faults.add("an event under the id of another at " + path);
        }
        if (!header(exchange, "Content-Type").equals("application/cloudevents+json")) {
            faults.add("another content type at " + path);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    @Override
    public void close() {
        held.values().forEach(CountDownLatch::countDown);
        server.stop(0);
        threads.shutdownNow();
    }
}
