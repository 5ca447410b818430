package io.busbar.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.busbar.fleet.SerialNumber;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command. Travels as JSON in a {@link FrameRecord}, whose key is the logger and which says when:
 * {@code {"id":"…","logger":"SN","status":"answered","answer":…}}. Immutable.
 *
 * @param answer any JSON, as the logger gave it; null when it gave none
 */
public record CommandStatus(String id, String logger, Status status, @Nullable String answer) {

    public static final int MAX_ANSWER_BYTES = 4_096;

    private static final JsonFactory JSON = new JsonFactory();

    /** Later ones do not take back earlier ones: a command may be answered after it expired, if the answer took its time. */
    public enum Status {
        /** Given to a client that acknowledges nothing. */
        SENT,

        /** The client acknowledged it. */
        DELIVERED,

        /** The client said that it cannot take it. */
        REFUSED,

        /** The logger said what became of it. */
        ANSWERED,

        /** The logger was not there in time. */
        EXPIRED;

        /** Stable text for topics and metrics. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CommandStatus {
        if (!SerialNumber.isValid(id)) {
            throw new IllegalArgumentException("command id '" + id + "' is not " + SerialNumber.ALLOWED);
        }
    }

    /** @throws IllegalArgumentException when the answer is too long or no JSON */
    public static CommandStatus answered(String id, String logger, byte[] answer) {
        if (answer.length > MAX_ANSWER_BYTES) {
            throw new IllegalArgumentException(
                    "answer of " + answer.length + " bytes to a command, allowed are " + MAX_ANSWER_BYTES);
        }
        try (JsonParser json = JSON.createParser(answer)) {
            if (json.nextToken() == null) {
                return new CommandStatus(id, logger, Status.ANSWERED, null);
            }
            String copy = LoggerCommand.copy(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("answer to a command with something behind its JSON");
            }
            return new CommandStatus(id, logger, Status.ANSWERED, copy);
        } catch (IOException e) {
            throw new IllegalArgumentException("answer to a command that is not JSON: " + e.getMessage(), e);
        }
    }

    public byte[] encode() {
        return JsonObject.encode(JSON, json -> {
            json.writeStringField("id", id);
            json.writeStringField("logger", logger);
            json.writeStringField("status", status.code());
            if (answer != null) {
                json.writeFieldName("answer");
                json.writeRawValue(answer);
            }
        });
    }

    /**
     * The id of an encoded status, which is all that a door asks of another's.
     *
     * @throws IllegalArgumentException when the bytes are no status
     */
    public static String idOf(byte[] encoded) {
        try (JsonParser json = JSON.createParser(encoded)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("id")) {
                    return json.getText();
                }
                json.skipChildren();
            }
            throw new IllegalArgumentException("a command status has an id");
        } catch (IOException e) {
            throw new IllegalArgumentException("a command status that is not JSON: " + e.getMessage(), e);
        }
    }
}
