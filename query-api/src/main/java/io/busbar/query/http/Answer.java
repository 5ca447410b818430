package io.busbar.query.http;

import io.busbar.query.series.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes back: a whole body, or a stream that is written while it is read from the tables. */
sealed interface Answer {

    String JSON = "application/json";

    /** Immutable as long as nobody writes to the array. */
    @SuppressWarnings("ArrayRecordComponent") // made for one response
    record Whole(int status, String contentType, byte[] body, Map<String, String> headers) implements Answer {}

    /** Writes to a stream that blocks while the client is slow, and throws when it has gone. */
    record Streamed(String contentType, Writer writer) implements Answer {}

    /** A file, or the part of it that is asked for. */
    record File(String contentType, Path path, String name, String tag) implements Answer {}

    /** Goes on until the client goes, or may see nothing of it any more. */
    record Events(Subscription subscription) implements Answer {}

    /** Makes the source of a stream of events. */
    @FunctionalInterface
    interface Subscription {
        EventSource open(@Nullable String lastEventId);
    }

    /** Makes the body of a streamed answer. */
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out, Cancellation cancellation) throws IOException;
    }

    static Answer ok(Object body) {
        return new Whole(200, JSON, Json.bytes(body), Map.of());
    }

    static Answer created(String location, Object body) {
        return new Whole(201, JSON, Json.bytes(body), Map.of("Location", Endpoint.API + location));
    }

    static Answer accepted(String location, Object body) {
        return new Whole(202, JSON, Json.bytes(body), Map.of("Location", Endpoint.API + location));
    }

    static Answer noContent() {
        return new Whole(204, "", new byte[0], Map.of());
    }

    static Answer of(Problem problem) {
        Map<String, String> headers =
                switch (problem.status()) {
                    case 401 -> Map.of("WWW-Authenticate", "Bearer");
                    case 429 -> Map.of("Retry-After", "900");
                    case 503 -> Map.of("Retry-After", "5");
                    default -> Map.of();
                };
        return new Whole(problem.status(), Problem.CONTENT_TYPE, problem.body(), headers);
    }
}
