package io.busbar.query.access.member;

import io.busbar.query.access.Language;
import io.busbar.query.access.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A member as those see them who look after members. Immutable.
 *
 * @param group its name; null when it holds points that the asking person does not see
 * @param groupId its public id; null likewise
 * @param status ACTIVE or DISABLED
 */
public record Member(
        String id,
        String email,
        String name,
        String phone,
        Role role,
        @Nullable String group,
        @Nullable String groupId,
        String status,
        @Nullable String timeZone,
        @Nullable Language language,
        Instant createdAt) {

    Member withoutGroup() {
        return new Member(id, email, name, phone, role, null, null, status, timeZone, language, createdAt);
    }
}
