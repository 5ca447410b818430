package io.busbar.query.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.Severity;
import io.busbar.query.access.Capability;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.http.Endpoint.Guard;
import io.busbar.query.http.Endpoint.Pool;
import io.busbar.query.webhook.Webhook;
import io.busbar.query.webhook.Webhooks;
import io.busbar.query.webhook.Webhooks.DeadLetter;
import io.busbar.query.webhook.Webhooks.NewWebhook;
import io.busbar.query.webhook.Webhooks.WithSecret;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where members have their alarms sent to. May be shared between threads. */
final class WebhookRoutes {

    private static final String WEBHOOKS = Endpoint.API + "/webhooks";
    private static final int MAX_URL = 2_000;
    private static final int MAX_DESCRIPTION = 200;
    private static final int MAX_ID = 64;

    private final Webhooks webhooks;
    private final VisibleDevices visible;
    private final Cursors cursors;

    WebhookRoutes(Webhooks webhooks, VisibleDevices visible, Cursors cursors) {
        this.webhooks = webhooks;
        this.visible = visible;
        this.cursors = cursors;
    }

    List<Endpoint> endpoints() {
        Guard guard = Guard.mayInPerson(Capability.SEE_PLANTS);
        return List.of(
                Endpoint.of(HttpMethod.GET, WEBHOOKS, guard, this::list).parameters("cursor", "limit"),
                // name servers and receivers may be slow: they hold up nobody else
                Endpoint.of(HttpMethod.POST, WEBHOOKS, guard, this::create).on(Pool.STREAM),
                Endpoint.of(
                        HttpMethod.GET,
                        WEBHOOKS + "/{id}",
                        guard,
                        call -> Answer.ok(webhooks.find(call.scope(), call.path("id")))),
                Endpoint.of(HttpMethod.GET, WEBHOOKS + "/{id}/dead-letters", guard, this::deadLetters)
                        .parameters("cursor", "limit"),
                Endpoint.of(
                                HttpMethod.POST,
                                WEBHOOKS + "/{id}:test",
                                guard,
                                call -> Answer.ok(webhooks.test(call.scope(), call.path("id"))))
                        .on(Pool.STREAM),
                Endpoint.of(HttpMethod.DELETE, WEBHOOKS + "/{id}", guard, call -> {
                    webhooks.delete(call.scope(), call.path("id"));
                    return Answer.noContent();
                }));
    }

    private Answer list(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        List<Webhook> found = webhooks.list(call.scope(), cursors.after(call, WEBHOOKS), limit + 1);
        return cursors.page(call, WEBHOOKS, found, limit, Webhook::id);
    }

    private Answer deadLetters(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        String id = call.path("id");
        String route = WEBHOOKS + '/' + id + "/dead-letters";
        String after = cursors.after(call, route);
        Optional<Webhooks.Place> place = after.isEmpty() ? Optional.empty() : Optional.of(Webhooks.Place.parse(after));
        List<DeadLetter> found = webhooks.deadLetters(call.scope(), id, place, limit + 1);
        return cursors.page(
                call, route, found, limit, letter -> Webhooks.Place.of(letter).text());
    }

    private Answer create(Call call) {
        Body body = call.body();
        String url = body.text("url", 1, MAX_URL);
        Severity severity = body.optionalWord("severity", WebhookRoutes::severity, Arrays.asList(Severity.values()));
        String plant = body.optionalText("plant", 1, MAX_ID);
        String device = body.optionalText("device", 1, MAX_ID);
        String description = body.optionalText("description", 0, MAX_DESCRIPTION);
        if (plant != null && visible.plants(call.scope(), List.of(plant)).isEmpty()) {
            body.fault("plant", "does not exist");
        }
        body.check();
        WithSecret made = webhooks.create(
                call.scope(),
                new NewWebhook(
                        url,
                        severity == null ? null : severity.name(),
                        plant,
                        device,
                        Objects.requireNonNullElse(description, "")));
        return new Answer.Whole(
                201,
                Answer.JSON,
                withSecret(made),
                Map.of("Location", WEBHOOKS + '/' + made.webhook().id(), "Cache-Control", "no-store"));
    }

    private static @Nullable Severity severity(String word) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.name().equals(word))
                .findFirst()
                .orElse(null);
    }

    private static byte[] withSecret(WithSecret made) {
        try {
            ObjectNode fields = (ObjectNode) Json.read(Json.bytes(made.webhook()));
            return Json.bytes(fields.put("secret", made.secret()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
