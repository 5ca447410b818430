package io.busbar.ingest.admission;

/** A logged-in connection. May be called from any thread. */
public interface Session {

    /** Why the door ends a session. */
    enum End {
        /** The same logger logged in on another connection. */
        TAKEN_OVER,

        /** The logger was removed, made inactive or given another key. */
        REVOKED,

        /** The door is closing. */
        CLOSING
    }

    void end(End end);
}
