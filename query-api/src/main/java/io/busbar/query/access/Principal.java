package io.busbar.query.access;

/** Who a request comes from, as far as its credentials prove it. Immutable. */
public sealed interface Principal {

    /**
     * A member, by public id. Immutable.
     *
     * @param session the log-in that the access token comes from: when that ends, so does what the token proves
     */
    record Member(String id, String session) implements Principal {

        /** Of no log-in that could end. */
        public Member(String id) {
            this(id, "");
        }
    }

    /** Whoever has an API key, by the hash that the key is stored as, in hex. Immutable. */
    record ApiKey(String keySha256) implements Principal {}

    /** Whoever runs this machine; acts as Manager of the first organization. Immutable. */
    record Operator() implements Principal {}
}
