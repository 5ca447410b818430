package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.account.ApiKeys;
import io.busbar.query.access.account.ApiKeys.ApiKey;
import io.busbar.query.access.account.ApiKeys.WithSecret;
import io.busbar.query.http.Endpoint.Guard;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys for dashboards and scripts. May be shared between threads. */
final class KeyRoutes {

    private static final String KEYS = Endpoint.API + "/api-keys";
    private static final int MAX_PLANTS = 1_000;

    private final ApiKeys keys;
    private final Cursors cursors;
    private final Clock clock;

    KeyRoutes(ApiKeys keys, Cursors cursors, Clock clock) {
        this.keys = keys;
        this.cursors = cursors;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of(HttpMethod.GET, KEYS, Guard.IN_PERSON, this::list).parameters("cursor", "limit"),
                Endpoint.of(HttpMethod.POST, KEYS, Guard.IN_PERSON, this::create),
                Endpoint.of(HttpMethod.DELETE, KEYS + "/{id}", Guard.IN_PERSON, call -> {
                    keys.delete(call.scope(), call.path("id"));
                    return Answer.noContent();
                }));
    }

    private Answer list(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        List<ApiKey> found = keys.list(call.scope(), cursors.after(call, KEYS), limit + 1);
        return cursors.page(call, KEYS, found, limit, ApiKey::id);
    }

    private Answer create(Call call) {
        Body body = call.body();
        String name = body.text("name", 1, AccountRoutes.MAX_NAME);
        Set<Capability> capabilities = capabilities(body);
        String group = body.optionalText("group", 1, 100);
        List<String> plants = body.optionalTexts("plants", MAX_PLANTS, 64);
        Instant expiresAt = body.optionalTime("expiresAt");
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            body.fault("expiresAt", "is to be in the future");
        }
        body.check();
        WithSecret made = keys.create(call.scope(), new ApiKeys.NewKey(name, capabilities, group, plants, expiresAt));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", made.key());
        fields.put("apiKey", made.apiKey());
        return new Answer.Whole(
                201,
                Answer.JSON,
                Json.bytes(fields),
                Map.of("Location", KEYS + '/' + made.apiKey().id(), "Cache-Control", "no-store"));
    }

    private static Set<Capability> capabilities(Body body) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        List<String> words = body.optionalTexts("capabilities", Capability.values().length, 40);
        if (words != null) {
            for (Capability capability : Capability.values()) {
                if (words.contains(capability.name())) {
                    capabilities.add(capability);
                }
            }
            if (capabilities.size() != words.size()) {
                body.fault("capabilities", "is to have each at most once of " + Arrays.toString(Capability.values()));
            }
        }
        return capabilities;
    }
}
