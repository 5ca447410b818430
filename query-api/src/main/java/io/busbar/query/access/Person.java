package io.busbar.query.access;

import org.jspecify.annotations.Nullable;

/**
 * The person behind a scope, to show them who they are. Immutable.
 *
 * @param memberKey surrogate id, null for the operator; never shown
 * @param organizationKey surrogate id; never shown
 * @param groupId public id of the measurement group
 */
public record Person(
        @Nullable Integer memberKey,
        String id,
        String email,
        Profile profile,
        Role role,
        int organizationKey,
        String organizationId,
        String organizationCode,
        String organizationName,
        String groupId,
        String groupName) {

    /**
     * What people say of themselves. Immutable.
     *
     * @param timeZone IANA, null where nothing was said
     * @param language null where nothing was said
     */
    public record Profile(String name, String phone, @Nullable String timeZone, @Nullable Language language) {

        static final Profile OPERATOR = new Profile("operator of this machine", "", null, null);
    }

    public String name() {
        return profile.name();
    }
}
