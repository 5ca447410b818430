package io.busbar.query.http;

import io.busbar.query.access.Scope;
import java.io.IOException;

/** What a stream of events tells. Asked by one thread. */
interface EventSource {

    /** Where events go. */
    interface Out {

        /**
         * Sends an event.
         *
         * @param id with which a client that comes again can go on
         * @param json one line
         */
        void send(String event, String id, byte[] json) throws IOException;

        /** Gives a client that has no event yet an id to go on with. */
        void place(String id) throws IOException;
    }

    /**
     * Sends what is new. Called every second while the client takes what is sent.
     *
     * @param scope as it is now: what was taken away is not told any more
     * @param lagged whether the client was too slow for a while, so that something may have been passed over
     * @return false when there is nothing for this person to see any more, which ends the stream
     */
    boolean tell(Scope scope, boolean lagged, Out out) throws IOException;
}
