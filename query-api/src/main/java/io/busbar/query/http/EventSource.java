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

    /** How it stands after something was told. */
    enum State {
        /** There is nothing for this person to see any more, which ends the stream. */
        OVER,
        UP_TO_DATE,
        /** Others are told first, then the rest. */
        HAS_MORE
    }

    /**
     * Sends what is new, no more than takes some ten milliseconds. Called every second, and at once when there is more, while the client takes
     * what is sent.
     *
     * @param scope as it is now: what was taken away is not told any more
     * @param lagged whether the client was too slow for a while, so that something may have been passed over
     */
    State tell(Scope scope, boolean lagged, Out out) throws IOException;
}
