package io.busbar.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.busbar.fleet.SerialNumber;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How the samples of a logger are to be understood: how often it sends, and where its days begin. Travels as JSON on
 * {@link Topics#LOGGER_SETTINGS}: {@code {"sn":"…","uploadIntervalSeconds":300,"zone":"Europe/Berlin"}}. Immutable.
 *
 * @param uploadIntervalSeconds 1 to 86,400
 * @param zone IANA, of the plant, or of the logger where it has none
 */
public record LoggerSettings(String serialNumber, int uploadIntervalSeconds, String zone) {

    /** Until somebody says otherwise. */
    public static final int DEFAULT_UPLOAD_INTERVAL_SECONDS = 300;

    public static final String DEFAULT_ZONE = "UTC";

    public static final int MAX_UPLOAD_INTERVAL_SECONDS = 86_400;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    public LoggerSettings {
        if (!SerialNumber.isValid(serialNumber)) {
            throw new IllegalArgumentException(
                    "logger serial number '" + serialNumber + "' is not " + SerialNumber.ALLOWED);
        }
        if (uploadIntervalSeconds < 1 || uploadIntervalSeconds > MAX_UPLOAD_INTERVAL_SECONDS) {
            throw new IllegalArgumentException("uploadIntervalSeconds=" + uploadIntervalSeconds + ", allowed: 1 to "
                    + MAX_UPLOAD_INTERVAL_SECONDS);
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone '" + zone + "' is no IANA time zone", e);
        }
    }

    /** What holds for a logger that nothing is known of. */
    public static LoggerSettings unknown(String serialNumber) {
        return new LoggerSettings(serialNumber, DEFAULT_UPLOAD_INTERVAL_SECONDS, DEFAULT_ZONE);
    }

    public byte[] encode() {
        return JsonObject.encode(JSON, json -> {
            json.writeStringField("sn", serialNumber);
            json.writeNumberField("uploadIntervalSeconds", uploadIntervalSeconds);
            json.writeStringField("zone", zone);
        });
    }

    /**
     * Reads what {@link #encode} wrote; passes over fields that it does not know.
     *
     * @throws IllegalArgumentException when the bytes are no such settings
     */
    public static LoggerSettings decode(byte[] bytes) {
        String serialNumber = null;
        Integer uploadIntervalSeconds = null;
        String zone = null;
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("logger settings are a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "sn" -> serialNumber = text(value, json);
                    case "uploadIntervalSeconds" ->
                        uploadIntervalSeconds = value == JsonToken.VALUE_NUMBER_INT ? json.getIntValue() : null;
                    case "zone" -> zone = text(value, json);
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("logger settings that are not JSON: " + e.getMessage(), e);
        }
        if (serialNumber == null || uploadIntervalSeconds == null || zone == null) {
            throw new IllegalArgumentException(
                    "logger settings have sn and zone, two texts, and uploadIntervalSeconds, a whole number");
        }
        return new LoggerSettings(serialNumber, uploadIntervalSeconds, zone);
    }

    private static @Nullable String text(JsonToken value, JsonParser json) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }
}
