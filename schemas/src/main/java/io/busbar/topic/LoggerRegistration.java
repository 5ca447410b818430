package io.busbar.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.busbar.fleet.ScramVerifier;
import io.busbar.fleet.SerialNumber;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the door must know of a logger: that it exists, and how to check its key. Travels as JSON on {@link Topics#LOGGER_REGISTRY}:
 * {@code {"sn":"…","keySha256":"64 hex digits","active":true,"scram":"SCRAM-SHA-256$…"}}. The key itself, 256 random bits in hex, is
 * never stored. Immutable as long as nobody writes to the array.
 *
 * @param scram of the same key, for those who prove that they have it; null when it was made before there were such verifiers
 */
public record LoggerRegistration(String serialNumber, byte[] keySha256, boolean active, @Nullable ScramVerifier scram) {

    private static final int SHA_256_BYTES = 32;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    public LoggerRegistration {
        if (!SerialNumber.isValid(serialNumber)) {
            throw new IllegalArgumentException(
                    "logger serial number '" + serialNumber + "' is not " + SerialNumber.ALLOWED);
        }
        if (keySha256.length != SHA_256_BYTES) {
            throw new IllegalArgumentException("SHA-256 of a key has 32 bytes, not " + keySha256.length);
        }
    }

    public byte[] encode() {
        return JsonObject.encode(JSON, json -> {
            json.writeStringField("sn", serialNumber);
            json.writeStringField("keySha256", HexFormat.of().formatHex(keySha256));
            json.writeBooleanField("active", active);
            if (scram != null) {
                json.writeStringField("scram", scram.text());
            }
        });
    }

    /**
     * Reads what {@link #encode} wrote; fields it does not know are passed over, each that it knows but scram must be there.
     *
     * @throws IllegalArgumentException when the bytes are no such registration
     */
    public static LoggerRegistration decode(byte[] bytes) {
        String serialNumber = null;
        String keySha256 = null;
        Boolean active = null;
        ScramVerifier scram = null;
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a logger registration is a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "sn" -> serialNumber = text(field, json);
                    case "keySha256" -> keySha256 = text(field, json);
                    case "active" -> active = json.getBooleanValue();
                    case "scram" -> scram = ScramVerifier.parse(text(field, json));
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a logger registration that is not JSON: " + e.getMessage(), e);
        }
        if (serialNumber == null || keySha256 == null || active == null) {
            throw new IllegalArgumentException("a logger registration has sn, keySha256 and active");
        }
        return new LoggerRegistration(serialNumber, hash(keySha256), active, scram);
    }

    private static byte[] hash(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("keySha256 of a logger registration is not hex: " + e.getMessage(), e);
        }
    }

    private static String text(String field, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException(field + " of a logger registration is not a string");
        }
        return json.getText();
    }
}
