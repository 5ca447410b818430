package io.busbar.query.http;

import io.busbar.query.access.Database;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.busbar.query.outbox.KafkaProbe;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What operators and tools ask: is it alive, is it ready, what does it count, what can it do. May be shared between threads. */
final class SystemRoutes {

    static final String OPEN_API = "/openapi.json";

    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Database database;
    private final KafkaProbe kafka;
    private final MeterRegistry metrics;
    private final byte[] openApi;

    SystemRoutes(Database database, KafkaProbe kafka, MeterRegistry metrics) {
        this.database = database;
        this.kafka = kafka;
        this.metrics = metrics;
        this.openApi = resource();
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(HttpMethod.GET, "/health/live", Guard.OPEN, call -> Answer.ok(Map.of("status", "live")))
                        .on(Pool.LOOP),
                Endpoint.of(HttpMethod.GET, "/health/ready", Guard.OPEN, call -> ready()),
                Endpoint.of(HttpMethod.GET, "/metrics", Guard.OPEN, call -> metrics()),
                Endpoint.of(
                        HttpMethod.GET,
                        OPEN_API,
                        Guard.OPEN,
                        call -> new Answer.Whole(200, Answer.JSON, openApi, Map.of())));
    }

    private Answer ready() {
        Map<String, String> reasons = new LinkedHashMap<>();
        database.trouble().ifPresent(trouble -> reasons.put("database", trouble.cause() + ": " + trouble.remedy()));
        if (!kafka.reachable()) {
            reasons.put("kafka", "it cannot be reached: start the broker, or mend the way to it");
        }
        byte[] body = Json.bytes(Map.of(
                "status",
                reasons.isEmpty() ? "ready" : "not-ready",
                "missing",
                List.copyOf(reasons.keySet()),
                "reasons",
                reasons));
        return new Answer.Whole(reasons.isEmpty() ? 200 : 503, Answer.JSON, body, Map.of());
    }

    private Answer metrics() {
        String text = metrics instanceof PrometheusMeterRegistry prometheus
                ? prometheus.scrape("application/openmetrics-text; version=1.0.0")
                : "# EOF\n";
        return new Answer.Whole(200, OPEN_METRICS, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static byte[] resource() {
        try (InputStream in = SystemRoutes.class.getResourceAsStream(OPEN_API)) {
            if (in == null) {
                throw new IllegalStateException(OPEN_API + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
