package io.busbar.frame;

/**
 * Why a frame was refused: the reason for counters and reason codes, the detail for the person who mends the logger. Immutable.
 *
 * @param detail which field, which value, what is allowed
 */
public record FrameRejection(Reason reason, String detail) {

    /** One per counter. */
    public enum Reason {
        MALFORMED("malformed"),
        TOO_LARGE("too-large"),
        CHECKSUM("checksum"),
        UNSUPPORTED_VERSION("unsupported-version"),
        WRONG_LOGGER("wrong-logger"),
        VALUE_OUT_OF_RANGE("value-out-of-range"),
        TIME_MISSING("time-missing"),
        TIME_OUT_OF_RANGE("time-out-of-range"),
        UNKNOWN_DEVICE_TYPE("unknown-device-type"),
        DUPLICATE_DEVICE("duplicate-device"),
        DUPLICATE_POINT("duplicate-point"),
        WRONG_TOPIC("wrong-topic"),
        UNKNOWN_LOGGER("unknown-logger"),
        BAD_KEY("bad-key");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** Stable text for topics, metrics and clients. */
        public String code() {
            return code;
        }
    }
}
