package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.account.EmailAddress;
import io.busbar.query.fleet.PlantInstallers;
import io.busbar.query.fleet.PlantInstallers.Installer;
import io.busbar.query.fleet.PlantVisitors;
import io.busbar.query.fleet.PlantVisitors.Visit;
import io.busbar.query.http.Endpoint.Guard;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Who else may look at a plant: visitors and installers. May be shared between threads. */
final class SharingRoutes {

    private static final String PLANT = Endpoint.API + "/plants/{id}";
    private static final String VISITORS = PLANT + "/visitors";
    private static final String VISITOR = VISITORS + "/{email}";
    private static final String INSTALLERS = PLANT + "/installers";
    private static final String INSTALLER = INSTALLERS + "/{memberId}";

    private final PlantVisitors visitors;
    private final PlantInstallers installers;
    private final Cursors cursors;
    private final Clock clock;

    SharingRoutes(PlantVisitors visitors, PlantInstallers installers, Cursors cursors, Clock clock) {
        this.visitors = visitors;
        this.installers = installers;
        this.cursors = cursors;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        Guard share = Guard.may(Capability.GRANT_VISITS);
        return List.of(
                Endpoint.of(HttpMethod.GET, VISITORS, share, this::listVisitors).parameters("cursor", "limit"),
                Endpoint.of(
                        HttpMethod.GET,
                        VISITOR,
                        share,
                        call -> Answer.ok(visitors.one(call.scope(), call.path("id"), call.path("email")))),
                Endpoint.of(HttpMethod.PUT, VISITOR, share, this::grant),
                Endpoint.of(HttpMethod.DELETE, VISITOR, share, call -> {
                    visitors.end(call.scope(), call.path("id"), call.path("email"));
                    return Answer.noContent();
                }),
                Endpoint.of(HttpMethod.GET, INSTALLERS, share, this::listInstallers)
                        .parameters("cursor", "limit"),
                Endpoint.of(HttpMethod.PUT, INSTALLER, share, call -> {
                    installers.assign(call.scope(), call.path("id"), call.path("memberId"));
                    return Answer.noContent();
                }),
                Endpoint.of(HttpMethod.DELETE, INSTALLER, share, call -> {
                    installers.remove(call.scope(), call.path("id"), call.path("memberId"));
                    return Answer.noContent();
                }));
    }

    private Answer listVisitors(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        String route = VISITORS + call.path("id");
        List<Visit> found = visitors.list(call.scope(), call.path("id"), cursors.after(call, route), limit + 1);
        return cursors.page(call, route, found, limit, Visit::email);
    }

    private Answer grant(Call call) {
        Body body = call.body();
        String group = body.optionalText("group", 1, 100);
        Instant expiresAt = body.optionalTime("expiresAt");
        if (!body.has("expiresAt")) {
            body.fault("expiresAt", "is missing");
        } else if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            body.fault("expiresAt", "is to be in the future");
        }
        body.check();
        String email = call.path("email");
        if (!EmailAddress.isValid(email)) {
            throw Refusal.invalid("/email", "in the path is to be " + EmailAddress.ALLOWED);
        }
        if (expiresAt == null) {
            throw Refusal.invalid("/expiresAt", "is missing");
        }
        return Answer.ok(visitors.grant(call.scope(), call.path("id"), email, group, expiresAt));
    }

    private Answer listInstallers(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        String route = INSTALLERS + call.path("id");
        List<Installer> found = installers.list(call.scope(), call.path("id"), cursors.after(call, route), limit + 1);
        return cursors.page(call, route, found, limit, Installer::id);
    }
}
