package io.busbar.ingest.admission;

/** Why a connection was closed before a log-in was tried, for counting. */
public enum Refusal {
    /** The handshake failed or took too long. */
    TLS("tls"),
    TOO_MANY_CONNECTIONS("too-many-connections"),

    /** From one address. */
    TOO_MANY_OF_ADDRESS("too-many-of-address"),

    /** From one address; this one did speak. */
    TOO_MANY_LOG_INS("too-many-log-ins"),

    /** The door is closing. */
    CLOSING("closing");

    private final String code;

    Refusal(String code) {
        this.code = code;
    }

    /** Stable text for metrics. */
    public String code() {
        return code;
    }
}
