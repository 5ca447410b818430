package io.busbar.query.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One request as a route sees it: everything is checked when it is read. Confined to one thread at a time. */
final class Call {

    private final Map<String, String> path;
    private final MultiMap query;
    private final @Nullable String accept;
    private final String remoteAddress;
    private final byte[] body;
    private final @Nullable Scope scope;

    Call(
            Map<String, String> path,
            MultiMap query,
            @Nullable String accept,
            String remoteAddress,
            byte[] body,
            @Nullable Scope scope) {
        this.path = path;
        this.query = query;
        this.accept = accept;
        this.remoteAddress = remoteAddress;
        this.body = body;
        this.scope = scope;
    }

    Call within(Scope other) {
        return new Call(path, query, accept, remoteAddress, body, other);
    }

    /** The scope of the asking person; only routes for anybody have none. */
    Scope scope() {
        if (scope == null) {
            throw new IllegalStateException("a route for anybody has no scope");
        }
        return scope;
    }

    String path(String name) {
        String value = path.get(name);
        if (value != null && value.indexOf('\0') >= 0) {
            throw Refusal.notFound(); // PostgreSQL keeps no such text
        }
        if (value == null) {
            throw new IllegalStateException("path has no parameter " + name);
        }
        return value;
    }

    @Nullable
    String query(String name) {
        return query.get(name);
    }

    Body body() {
        return Body.parse(body);
    }

    /** The same where a request may have none: then it has no fields. */
    Body optionalBody() {
        return body.length == 0 ? Body.parse(new byte[] {'{', '}'}) : body();
    }

    /** The body as it is, for a part that reads its fields by rules of its own. */
    ObjectNode bodyFields() {
        return Body.object(body);
    }

    String remoteAddress() {
        return remoteAddress;
    }

    /** The first of the offered media types that the client accepts, quality values apart. */
    String mediaType(String... offered) {
        if (accept == null || accept.isBlank()) {
            return offered[0];
        }
        String best = AcceptedTypes.of(accept).best(offered);
        if (best == null) {
            throw Refusal.of(Kind.NOT_ACCEPTABLE, "available here: " + String.join(", ", offered));
        }
        return best;
    }

    /** Refuses parameters that the route does not know, that come twice, or that no table could hold. */
    void checkQuery(Set<String> allowed) {
        List<Fault> faults = new ArrayList<>();
        for (String name : query.names()) {
            if (!allowed.contains(name)) {
                String shown = name.length() > 60 ? name.substring(0, 60) : name;
                String known = allowed.isEmpty() ? "none" : String.join(", ", new TreeSet<>(allowed));
                faults.add(new Fault("?" + shown, "is unknown; allowed are " + known));
            } else if (query.getAll(name).size() > 1) {
                faults.add(new Fault("?" + name, "is there more than once"));
            } else if (String.valueOf(query.get(name)).indexOf('\0') >= 0) {
                faults.add(new Fault("?" + name, "has the character U+0000, which no text here can have"));
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
    }

    /** True, false, or null when it is not there. */
    @Nullable
    Boolean flag(String name) {
        String text = query(name);
        if (text == null) {
            return null;
        }
        if (!text.equals("true") && !text.equals("false")) {
            throw Refusal.invalid("?" + name, "is to be true or false");
        }
        return Boolean.valueOf(text);
    }

    int limit(int usual, int max) {
        String text = query("limit");
        if (text == null) {
            return usual;
        }
        if (text.matches("[0-9]{1,9}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= max) {
                return limit;
            }
        }
        throw Refusal.invalid("?limit", "is to be 1 to " + max);
    }
}
