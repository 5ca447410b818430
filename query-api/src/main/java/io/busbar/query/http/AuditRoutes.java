package io.busbar.query.http;

import io.busbar.query.access.Capability;
import io.busbar.query.access.audit.AuditLog;
import io.busbar.query.access.audit.AuditLog.Entry;
import io.busbar.query.http.Endpoint.Guard;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** Who changed what. May be shared between threads. */
final class AuditRoutes {

    private static final String AUDIT = Endpoint.API + "/audit";

    private final AuditLog log;
    private final Cursors cursors;

    AuditRoutes(AuditLog log, Cursors cursors) {
        this.log = log;
        this.cursors = cursors;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of(HttpMethod.GET, AUDIT, Guard.may(Capability.READ_AUDIT), this::list)
                .parameters("actor", "action", "kind", "subject", "from", "to", "cursor", "limit"));
    }

    private Answer list(Call call) {
        int limit = call.limit(Cursors.USUAL_LIMIT, Cursors.MAX_LIMIT);
        AskedRange asked = AskedRange.of(call);
        AuditLog.Filter filter = new AuditLog.Filter(
                call.query("actor"),
                call.query("action"),
                call.query("kind"),
                call.query("subject"),
                asked.from(),
                asked.to());
        List<Entry> found = log.list(call.scope(), filter, cursors.after(call, AUDIT), limit + 1);
        return cursors.page(call, AUDIT, found, limit, Entry::sortKey);
    }
}
