package io.busbar.query.access;

import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from, as far as its credentials prove it.
 *
 * <p>Immutable.
 *
 * @param memberId public id of the member; null for the operator of this machine, who acts as Manager of the first organization
 */
public record Principal(@Nullable String memberId) {

    public static final Principal OPERATOR = new Principal(null);
}
