package io.busbar.query.http;

import io.busbar.query.access.DatabaseException;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An error as RFC 9457 wants it. {@code type} is a URI reference that stays the same for ever, {@code detail} is for people.
 * Immutable.
 */
record Problem(int status, String type, String title, String detail, List<Fault> errors) {

    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(int status, String name, String title, String detail) {
        return new Problem(status, "/problems/" + name, title, detail, List.of());
    }

    static Problem of(Refusal refusal) {
        String detail = refusal.detail();
        return switch (refusal.kind()) {
            case INVALID -> new Problem(400, "/problems/invalid-request", "Invalid request", detail, refusal.faults());
            case UNAUTHENTICATED -> of(401, "not-authenticated", "Not authenticated", detail);
            case FORBIDDEN -> of(403, "forbidden", "Forbidden", detail);
            case NOT_FOUND -> of(404, "not-found", "Not found", detail);
            case NOT_ACCEPTABLE -> of(406, "not-acceptable", "Not acceptable", detail);
            case CONFLICT -> of(409, "conflict", "Conflict", detail);
            case THROTTLED -> of(429, "too-many-requests", "Too many requests", detail);
            case BUSY -> of(503, "busy", "Busy", detail);
        };
    }

    static Problem of(DatabaseException failure) {
        return failure.cancelled()
                ? of(
                        503,
                        "too-slow",
                        "Too slow",
                        "the question took too long; ask for a shorter range or wider buckets")
                : of(503, "unavailable", "Unavailable", "the database does not answer; try again");
    }

    /** By the HTTP status alone, for what the router or the server finds before any route. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> of(400, "invalid-request", "Invalid request", "the request cannot be understood");
            case 404 -> of(Refusal.notFound());
            case 405 -> of(405, "method-not-allowed", "Method not allowed", "this path has other methods");
            case 406 -> of(406, "not-acceptable", "Not acceptable", "this media type is not available here");
            case 413 ->
                of(
                        413,
                        "too-large",
                        "Too large",
                        "a body is limited to " + Endpoint.MAX_BODY_BYTES + " bytes: " + Limits.BODY_REMEDY);
            case 415 -> of(415, "unsupported-media-type", "Unsupported media type", "a body is to be application/json");
            default -> of(500, "internal", "Internal error", "this is our fault; the log says more");
        };
    }

    byte[] body() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type);
        fields.put("title", title);
        fields.put("status", status);
        fields.put("detail", detail);
        if (!errors.isEmpty()) {
            fields.put("errors", errors);
        }
        return Json.bytes(fields);
    }
}
