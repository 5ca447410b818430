package io.busbar.query.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of an attempt. Immutable.
 *
 * @param status of HTTP; null when there was no answer
 * @param reason in a few words, which tell nothing of where it went
 * @param retryAfter what the receiver asks for
 */
record Outcome(@Nullable Integer status, String reason, @Nullable Duration retryAfter) {

    static Outcome answered(int status, @Nullable Duration retryAfter) {
        return new Outcome(status, "status " + status, retryAfter);
    }

    boolean isTaken() {
        return status != null && status / 100 == 2;
    }

    static Outcome failed(String reason) {
        return new Outcome(null, reason, null);
    }
}
