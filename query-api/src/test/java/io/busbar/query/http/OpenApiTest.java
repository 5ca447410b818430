package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.account.SigningKeys;
import io.busbar.query.latest.LatestCache;
import io.busbar.query.mail.ConsolePost;
import io.busbar.query.outbox.KafkaProbe;
import io.busbar.query.outbox.OutboxPublisher;
import io.busbar.query.webhook.Addresses;
import io.busbar.query.webhook.Sender;
import io.busbar.query.webhook.WebhookNetworks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document and the routes say the same; no part that the routes name is there to answer. */
final class OpenApiTest {

    private static final String NOWHERE = "127.0.0.1:1";

    private static final Database DATABASE = Database.at("jdbc:postgresql://" + NOWHERE + "/none", "none", "none");
    private static final KafkaProbe KAFKA = new KafkaProbe(NOWHERE);
    private static final OutboxPublisher PUBLISHER = OutboxPublisher.start(DATABASE, NOWHERE);
    private static final LatestCache LATEST = LatestCache.follow(NOWHERE, new SimpleMeterRegistry());
    private static final Vertx VERTX = Vertx.vertx();

    private static List<Endpoint> endpoints = List.of();
    private static JsonNode document = MissingNode.getInstance();

    @BeforeAll
    static void readsBoth() throws Exception {
        Catalogue catalogue = Catalogue.load();
        SigningKeys keys = SigningKeys.of(
                DATABASE, Clock.systemUTC(), List.of(new SigningKeys.SigningKey("1", new byte[32], Instant.now())));
        ApiServer.Parts parts = new ApiServer.Parts(
                DATABASE,
                PUBLISHER,
                KAFKA,
                LATEST,
                catalogue,
                new SimpleMeterRegistry(),
                new ConsolePost(line -> {}),
                false,
                WebhookNetworks.PUBLIC,
                Clock.systemUTC());
        try (ApiServer.Services services = ApiServer.Services.of(parts);
                Addresses addresses = new Addresses(WebhookNetworks.PUBLIC);
                Sender sender = new Sender(VERTX, addresses, Clock.systemUTC())) {
            endpoints = ApiServer.endpoints(parts, services, new AccessTokens(VERTX, keys), new Cursors(keys), sender);
        }
        try (InputStream in = OpenApiTest.class.getResourceAsStream(SystemRoutes.OPEN_API)) {
            document = Json.read(Objects.requireNonNull(in).readAllBytes());
        }
    }

    @AfterAll
    static void closes() {
        VERTX.close();
        LATEST.close();
        PUBLISHER.close();
        KAFKA.close();
        DATABASE.close();
    }

    @Test
    void describesEveryRouteAndNoOther() {
        Map<String, Object> described = new TreeMap<>();
        document.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(
                        method -> described.put(method.toUpperCase(Locale.ROOT) + " " + path.getKey(), true)));
        assertThat(endpoints)
                .extracting(endpoint -> endpoint.method() + " " + endpoint.path())
                .containsExactlyInAnyOrderElementsOf(described.keySet());
    }

    @Test
    void namesTheSameQueryParameters() {
        for (Endpoint endpoint : endpoints) {
            TreeSet<String> described = new TreeSet<>();
            operation(endpoint).path("parameters").forEach(parameter -> {
                if (parameter.get("in").asText().equals("query")) {
                    described.add(parameter.get("name").asText());
                }
            });
            assertThat(described).as(endpoint.path()).isEqualTo(new TreeSet<>(endpoint.parameters()));
        }
    }

    @Test
    void saysWhoMayUseARoute() {
        for (Endpoint endpoint : endpoints) {
            JsonNode operation = operation(endpoint);
            assertThat(operation.has("security"))
                    .as(endpoint.path())
                    .isEqualTo(endpoint.guard().open());
            assertThat(operation.has("x-in-person"))
                    .as(endpoint.path())
                    .isEqualTo(endpoint.guard().isPersonal());
            Capability capability = endpoint.guard().capability();
            assertThat(operation.path("x-capability").asText())
                    .as(endpoint.path())
                    .isEqualTo(capability == null ? "" : capability.name());
        }
    }

    private static JsonNode operation(Endpoint endpoint) {
        return document.get("paths")
                .get(endpoint.path())
                .get(endpoint.method().name().toLowerCase(Locale.ROOT));
    }
}
