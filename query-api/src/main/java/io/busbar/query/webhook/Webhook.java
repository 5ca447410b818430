package io.busbar.query.webhook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as its owner sees it. Immutable.
 *
 * @param severity null for every one, as plant (public id) and device (serial number)
 * @param lastDeliveredAt null when nothing was yet
 * @param failingSince since when nothing has been delivered though it was tried
 * @param lastFailure why the last attempt came to nothing; null when it did not
 * @param deadLetters how many are kept
 */
public record Webhook(
        String id,
        String url,
        @Nullable String severity,
        @Nullable String plant,
        @Nullable String device,
        String description,
        Instant createdAt,
        State state,
        @Nullable Instant lastDeliveredAt,
        @Nullable Instant failingSince,
        @Nullable String lastFailure,
        int deadLetters) {

    /** How it fares. Immutable. */
    public enum State {
        ACTIVE,
        /** The last attempt came to nothing. */
        FAILING,
        /** The receiver said that it is gone: nothing is sent any more. */
        DISABLED;

        /** As in answers. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
