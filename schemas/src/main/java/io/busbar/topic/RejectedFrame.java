package io.busbar.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

/**
 * A refused frame as it is kept for the operator: who sent it how, why it was refused, and its first bytes. Travels as JSON on
 * {@link Topics#LOGGER_FRAMES_REJECTED}: {@code {"logger":"…","transport":"mqtt|mqtt-json|tcp","reason":"checksum","detail":"…","length":123,
 * "payload":"base64"}}. Immutable as long as nobody writes to the array.
 *
 * @param logger the logger that was authenticated, empty when none was
 * @param payload as received; at most {@link #MAX_KEPT_BYTES} of it are kept
 */
public record RejectedFrame(String logger, String transport, String reason, String detail, byte[] payload) {

    public static final int MAX_KEPT_BYTES = 16_384;

    /** Escapes write half of a surrogate pair too, so that no text whatever keeps a rejection from being kept. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    public byte[] encode() {
        return JsonObject.encode(JSON, json -> {
            json.writeStringField("logger", logger);
            json.writeStringField("transport", transport);
            json.writeStringField("reason", reason);
            json.writeStringField("detail", detail);
            json.writeNumberField("length", payload.length);
            json.writeFieldName("payload");
            json.writeBinary(payload, 0, Math.min(payload.length, MAX_KEPT_BYTES));
        });
    }
}
