package io.busbar.query.access.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.busbar.query.access.Person;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes down who changed what, in the transaction that changes it: what comes to nothing leaves no entry, and there is no change without
 * one. The table only grows. Stateless.
 */
public final class Audit {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));

    private Audit() {}

    /**
     * Who did it, in which organization. Immutable.
     *
     * @param id public id of a member, or {@code operator}
     */
    public record Actor(int organizationKey, String id, String name) {

        public static Actor of(Scope scope) {
            Person person = scope.person();
            boolean byKey = scope.principal() instanceof Principal.ApiKey;
            return new Actor(person.organizationKey(), person.id(), person.name() + (byKey ? " (API key)" : ""));
        }

        /** The same person, for the log of another organization. */
        public Actor in(int otherOrganizationKey) {
            return new Actor(otherOrganizationKey, id, name);
        }
    }

    /**
     * Adds an entry; of two states that are both there only what differs is kept, and nothing at all when they are equal.
     *
     * @param action such as {@code plant.change}: what was changed, a dot, how
     * @param subject public id, serial number or e-mail address of what was changed
     * @param before as it was, a record or a map; null for what was not there
     * @param after as it is now, likewise
     */
    public static void add(
            Connection connection,
            Actor actor,
            String action,
            String subject,
            @Nullable Object before,
            @Nullable Object after)
            throws SQLException {
        JsonNode was = JSON.valueToTree(before);
        JsonNode is = JSON.valueToTree(after);
        if (before != null && after != null) {
            if (was.equals(is)) {
                return;
            }
            leaveDifferences((ObjectNode) was, (ObjectNode) is);
        }
        Sql.of(
                        "INSERT INTO audit_entry (public_id, organization_id, actor, actor_name, action, kind, subject, before, after)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)",
                        Secrets.publicId(),
                        actor.organizationKey(),
                        actor.id(),
                        actor.name(),
                        action,
                        action.substring(0, action.indexOf('.')),
                        subject,
                        before == null ? null : text(was),
                        after == null ? null : text(is))
                .run(connection);
    }

    private static void leaveDifferences(ObjectNode was, ObjectNode is) {
        List<String> equal = new ArrayList<>();
        was.fieldNames().forEachRemaining(name -> {
            if (was.get(name).equals(is.get(name))) {
                equal.add(name);
            }
        });
        was.remove(equal);
        is.remove(equal);
    }

    private static String text(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("audit entry cannot be written", e);
        }
    }
}
