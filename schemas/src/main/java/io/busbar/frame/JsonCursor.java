package io.busbar.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.busbar.frame.FrameRejection.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks through JSON from a stranger and hands out its values; every refusal names the path of the value. Only what is asked for is
 * entered, so the caller bounds the nesting; the text is at most {@link FrameLimits#MAX_FRAME_BYTES} long, which bounds the rest.
 * Confined to one call.
 */
final class JsonCursor implements AutoCloseable {

    /** Names are not kept for the next text: strangers choose them. NaN is read so that its refusal can name the field. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(FrameLimits.MAX_FRAME_BYTES)
                    .maxStringLength(FrameLimits.MAX_FRAME_BYTES)
                    .maxNameLength(FrameLimits.MAX_FRAME_BYTES)
                    .build())
            .build();

    private final JsonParser json;

    JsonCursor(byte[] bytes) {
        String text = StrictUtf8.decode(bytes);
        if (text == null) {
            throw Refusal.malformed("frame is not UTF-8");
        }
        try {
            json = JSON.createParser(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one field; the cursor is at its value and must be at the value's end afterwards. */
    interface FieldReader {
        void read(String field, String path);
    }

    /** Reads one element of a list; the cursor is at it and must be at its end afterwards. */
    interface ElementReader {
        void read(String path);
    }

    /** Reads a text that is one object and nothing else. */
    void document(FieldReader reader) {
        next();
        object("", "frame", "a JSON object", Reason.MALFORMED, reader);
        if (next() != null) {
            throw Refusal.malformed("text after the end of the frame");
        }
    }

    /** Reads the object at the cursor; a name that is there twice is refused for {@code duplicate}. */
    void object(String path, String what, Reason duplicate, FieldReader reader) {
        object(path + '.', path, what, duplicate, reader);
    }

    private void object(String prefix, String name, String what, Reason duplicate, FieldReader reader) {
        require(JsonToken.START_OBJECT, name, what);
        Set<String> seen = new HashSet<>();
        while (next() == JsonToken.FIELD_NAME) {
            String field = name();
            String path = prefix + field;
            if (!seen.add(field)) {
                throw new Refusal(duplicate, path + " is there twice");
            }
            next();
            reader.read(field, path);
        }
    }

    /** Reads the list at the cursor. */
    void list(String path, String what, ElementReader reader) {
        require(JsonToken.START_ARRAY, path, what);
        for (int i = 0; next() != JsonToken.END_ARRAY; i++) {
            reader.read(path + '[' + i + ']');
        }
    }

    /** The text of the number or string at the cursor; null for {@code null}. */
    @Nullable
    String scalar(String path) {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
            String text = currentText();
            if (token.isNumeric() && isNaN()) {
                throw Refusal.malformed(path + ": " + text + " is not JSON");
            }
            return text;
        }
        throw Refusal.malformed(path + " is neither a number, a string nor null");
    }

    String text(String path) {
        require(JsonToken.VALUE_STRING, path, "a string");
        return currentText();
    }

    boolean flag(String path) {
        JsonToken token = json.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw Refusal.malformed(path + " is neither true nor false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    @Override
    public void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void require(JsonToken expected, String path, String what) {
        if (json.currentToken() != expected) {
            throw Refusal.malformed(path + " is not " + what);
        }
    }

    private @Nullable JsonToken next() {
        try {
            return json.nextToken();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private String name() {
        try {
            return json.currentName();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private String currentText() {
        try {
            return json.getText();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    /** True for the infinities too. */
    private boolean isNaN() {
        try {
            return json.isNaN();
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private static Refusal notJson(IOException cause) {
        if (cause instanceof JsonProcessingException syntax && syntax.getLocation() != null) {
            JsonLocation at = syntax.getLocation();
            return Refusal.malformed("not JSON at line " + at.getLineNr() + ", column " + at.getColumnNr() + ": "
                    + withoutSource(syntax.getOriginalMessage()));
        }
        return Refusal.malformed("not JSON: " + cause.getMessage());
    }

    /** Jackson says in parentheses where an unclosed object began, together with options of its own that mean nothing here. */
    private static String withoutSource(String message) {
        int source = message.indexOf("[Source: ");
        int parenthesis = message.lastIndexOf(" (", Math.max(source, 0));
        return parenthesis < 0 ? message : message.substring(0, parenthesis);
    }
}
