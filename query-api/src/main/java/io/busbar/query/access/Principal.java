package io.busbar.query.access;

/** Who a request comes from, as far as its credentials prove it. Immutable. */
public sealed interface Principal {

    /** A member, by public id. Immutable. */
    record Member(String id) implements Principal {}

    /** Whoever runs this machine; acts as Manager of the first organization. Immutable. */
    record Operator() implements Principal {}
}
