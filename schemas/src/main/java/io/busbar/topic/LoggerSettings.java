package io.busbar.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.busbar.fleet.SerialNumber;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How the samples of a logger are to be understood: how often it sends, where its days begin, and whose it is. Travels as JSON on
 * {@link Topics#LOGGER_SETTINGS}:
 * {@code {"sn":"…","uploadIntervalSeconds":300,"zone":"Europe/Berlin","organization":"…","plant":"…","active":true,"placeSince":"2026-08-01T12:00:00Z"}}; of
 * these the last four may be missing. Immutable.
 *
 * @param uploadIntervalSeconds 1 to 86,400
 * @param zone IANA, of the plant, or of the logger where it has none
 * @param organization its id; empty when it is not known
 * @param plant its id; empty when the logger belongs to none
 * @param active whether it may send, so that its silence means something
 * @param placeSinceMillis since when it has been with that organization and plant; 0 for ever
 */
public record LoggerSettings(
        String serialNumber,
        int uploadIntervalSeconds,
        String zone,
        String organization,
        String plant,
        boolean active,
        long placeSinceMillis) {

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
        // State of the stream job that was kept before these were: Flink leaves out what it does not find.
        if (organization == null) {
            organization = "";
            plant = "";
            active = true;
        }
        placeSinceMillis = Math.max(0, placeSinceMillis);
    }

    /** Of an active logger that belongs to nobody known. */
    public LoggerSettings(String serialNumber, int uploadIntervalSeconds, String zone) {
        this(serialNumber, uploadIntervalSeconds, zone, "", "", true, 0);
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
            json.writeStringField("organization", organization);
            json.writeStringField("plant", plant);
            json.writeBooleanField("active", active);
            if (placeSinceMillis > 0) {
                json.writeStringField(
                        "placeSince", Instant.ofEpochMilli(placeSinceMillis).toString());
            }
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
        String organization = null;
        String plant = null;
        boolean active = true;
        String placeSince = null;
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
                    case "organization" -> organization = text(value, json);
                    case "plant" -> plant = text(value, json);
                    case "active" -> active = value != JsonToken.VALUE_FALSE;
                    case "placeSince" -> placeSince = text(value, json);
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
        return new LoggerSettings(
                serialNumber,
                uploadIntervalSeconds,
                zone,
                organization == null ? "" : organization,
                plant == null ? "" : plant,
                active,
                placeSince == null ? 0 : millis(placeSince));
    }

    private static long millis(String placeSince) {
        try {
            return Instant.parse(placeSince).toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "placeSince '" + placeSince + "' is no time like 2026-08-01T12:00:00Z", e);
        }
    }

    private static @Nullable String text(JsonToken value, JsonParser json) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }
}
