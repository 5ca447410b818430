package io.busbar.standalone.secrecy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the asker asks both worlds. Immutable.
 *
 * @param kind how the answer is read
 */
record Question(String method, String path, Map<String, String> headers, @Nullable String body, Kind kind) {

    /** Immutable. */
    enum Kind {
        /** Once, and where it is a list, page by page. */
        ANSWER,
        /** What a stream of events says at first. */
        STREAM,
        /** The file of the export that it starts. */
        EXPORT
    }

    Question {
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    static Question get(String path) {
        return new Question("GET", path, Map.of(), null, Kind.ANSWER);
    }

    static Question send(String method, String path, @Nullable String body) {
        return new Question(method, path, Map.of(), body, Kind.ANSWER);
    }

    Question accepting(String mediaType) {
        return with("Accept", mediaType);
    }

    Question with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Question(method, path, more, body, kind);
    }

    Question as(Kind other) {
        return new Question(method, path, headers, body, other);
    }
}
