package io.busbar.query.access;

import org.jspecify.annotations.Nullable;

/**
 * The person behind a scope, to show them who they are. Immutable.
 *
 * @param memberKey surrogate id, null for the operator; never shown
 */
public record Person(
        @Nullable Integer memberKey,
        String id,
        String email,
        String name,
        Role role,
        int organizationKey,
        String organizationCode,
        String organizationName,
        String groupName) {}
