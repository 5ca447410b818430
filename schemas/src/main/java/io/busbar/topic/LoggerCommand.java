package io.busbar.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.busbar.fleet.SerialNumber;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a logger is to do, at least once and not after a time. Travels as JSON on {@link Topics#LOGGER_COMMANDS}, and as the same JSON to
 * the logger: {@code {"id":"…","logger":"SN","expiresAt":"2026-01-31T12:00:00Z","command":…}}. Immutable.
 *
 * @param id by which a logger knows a repetition, chosen by whoever asks; like a serial number, so that it is safe in a topic
 * @param command any JSON, which nobody but the logger reads
 */
public record LoggerCommand(String id, String logger, Instant expiresAt, String command) {

    public static final int MAX_COMMAND_CHARS = 32_768;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    public LoggerCommand {
        if (!SerialNumber.isValid(id) || !SerialNumber.isValid(logger)) {
            throw new IllegalArgumentException(
                    "command with id '" + id + "' for logger '" + logger + "': both must be " + SerialNumber.ALLOWED);
        }
        if (command.length() > MAX_COMMAND_CHARS) {
            throw new IllegalArgumentException(
                    "command " + id + " of " + command.length() + " characters, allowed are " + MAX_COMMAND_CHARS);
        }
    }

    public byte[] encode() {
        return JsonObject.encode(JSON, json -> {
            json.writeStringField("id", id);
            json.writeStringField("logger", logger);
            json.writeStringField("expiresAt", expiresAt.toString());
            json.writeFieldName("command");
            json.writeRawValue(command);
        });
    }

    /**
     * Reads what {@link #encode} wrote; fields it does not know are passed over, each that it knows must be there.
     *
     * @throws IllegalArgumentException when the bytes are no such command
     */
    public static LoggerCommand decode(byte[] bytes) {
        @Nullable String id = null;
        @Nullable String logger = null;
        @Nullable String expiresAt = null;
        @Nullable String command = null;
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a logger command is a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "id" -> id = json.getValueAsString();
                    case "logger" -> logger = json.getValueAsString();
                    case "expiresAt" -> expiresAt = json.getValueAsString();
                    case "command" -> command = copy(json);
                    default -> json.skipChildren();
                }
            }
            if (id == null || logger == null || expiresAt == null || command == null) {
                throw new IllegalArgumentException("a logger command has id, logger, expiresAt and command");
            }
            return new LoggerCommand(id, logger, Instant.parse(expiresAt), command);
        } catch (IOException e) {
            throw new IllegalArgumentException("a logger command that is not JSON: " + e.getMessage(), e);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "expiresAt of a logger command is '" + expiresAt + "', expected such as 2026-01-31T12:00:00Z", e);
        }
    }

    /** The value that the parser stands at, as text. */
    static String copy(JsonParser json) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.copyCurrentStructureExact(json);
        }
        return text.toString();
    }
}
