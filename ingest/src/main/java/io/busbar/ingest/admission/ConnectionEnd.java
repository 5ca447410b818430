package io.busbar.ingest.admission;

/** How a connection ended, for counting. A last will says no more than {@link #LOST} does, and nobody may hear it. */
public enum ConnectionEnd {
    /** The client said good-bye, or closed a connection on which such is not said. */
    CLEAN("clean"),

    /** The socket closed without a good-bye. */
    LOST("lost"),
    TIMED_OUT("timed-out"),
    TAKEN_OVER("taken-over"),
    REVOKED("revoked"),
    REFUSED("refused"),
    PROTOCOL("protocol"),

    /** The journal could not keep a frame, and the client has no other way to be told. */
    UNAVAILABLE("unavailable"),

    /** It did not read its answers. */
    SLOW_READER("slow-reader"),
    CLOSING("closing");

    private final String code;

    ConnectionEnd(String code) {
        this.code = code;
    }

    /** Stable text for metrics. */
    public String code() {
        return code;
    }
}
