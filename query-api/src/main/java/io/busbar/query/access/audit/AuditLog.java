package io.busbar.query.access.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was changed in an organization, the newest first. Those who edit groups see all of it; everybody else sees nothing there of groups
 * rules and points that are beyond them. May be shared between threads.
 */
public final class AuditLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final Catalogue catalogue;
    private final Known groups;
    private final Known rules;

    public AuditLog(Database database, Catalogue catalogue, Known groups, Known rules) {
        this.database = database;
        this.catalogue = catalogue;
        this.groups = groups;
        this.rules = rules;
    }

    /** Which measurement groups or alarm rules of the organization somebody may know, by public id. */
    @FunctionalInterface
    public interface Known {
        Set<String> of(Connection connection, Scope scope) throws SQLException;
    }

    /**
     * One change. Immutable as long as nobody writes to the trees.
     *
     * @param before what was there and is not any more; null for what was added
     * @param after what is there now; null for what was taken away
     */
    public record Entry(
            String id,
            Instant at,
            String actor,
            String actorName,
            String action,
            String kind,
            String subject,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {

        /** After which the next page begins. */
        public String sortKey() {
            return at + " " + id;
        }

        Entry with(@Nullable JsonNode otherBefore, @Nullable JsonNode otherAfter) {
            return new Entry(id, at, actor, actorName, action, kind, subject, otherBefore, otherAfter);
        }
    }

    /** What a list may be narrowed to; null does not narrow. Immutable. */
    public record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String kind,
            @Nullable String subject,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** Those before {@code after}, a {@link Entry#sortKey}, at most {@code limit}; an empty one begins with the newest. */
    public List<Entry> list(Scope scope, Filter filter, String after, int limit) {
        return database.read(connection -> {
            boolean seesAll = scope.reach(Capability.EDIT_GROUPS) == Reach.ALL;
            Set<String> covered = seesAll ? Set.of() : groups.of(connection, scope);
            Sql sql = Sql.of(
                    "SELECT public_id, at, actor, actor_name, action, kind, subject, before, after FROM audit_entry"
                            + " WHERE organization_id = ?",
                    scope.person().organizationKey());
            if (!seesAll) {
                sql.append(" AND (kind <> 'group' OR subject = ANY (?))", (Object) covered.toArray(String[]::new));
                sql.append(" AND (kind <> 'alarmRule' OR subject = ANY (?))", (Object)
                        rules.of(connection, scope).toArray(String[]::new));
            }
            equal(sql, "actor", filter.actor());
            equal(sql, "action", filter.action());
            equal(sql, "kind", filter.kind());
            equal(sql, "subject", filter.subject());
            if (filter.from() != null) {
                sql.append(" AND at >= ?", filter.from());
            }
            if (filter.to() != null) {
                sql.append(" AND at < ?", filter.to());
            }
            if (!after.isEmpty()) {
                sql.append(" AND (at, public_id) < (?, ?)", time(after), after.substring(after.indexOf(' ') + 1));
            }
            List<Entry> entries = sql.append(" ORDER BY at DESC, public_id DESC LIMIT ?", limit)
                    .list(connection, AuditLog::entry);
            AuditVeil veil = new AuditVeil(scope.points(), catalogue, covered);
            return seesAll ? entries : entries.stream().map(veil::over).toList();
        });
    }

    private static Instant time(String sortKey) {
        try {
            return Instant.parse(sortKey.substring(0, Math.max(0, sortKey.indexOf(' '))));
        } catch (DateTimeException e) {
            throw Refusal.invalid("?cursor", "is not valid any more: begin again without it");
        }
    }

    private static void equal(Sql sql, String column, @Nullable String value) {
        if (value != null) {
            sql.append(" AND " + column + " = ?", value);
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("public_id"),
                Objects.requireNonNull(Sql.instant(row, "at")),
                row.getString("actor"),
                row.getString("actor_name"),
                row.getString("action"),
                row.getString("kind"),
                row.getString("subject"),
                tree(row.getString("before")),
                tree(row.getString("after")));
    }

    private static @Nullable JsonNode tree(@Nullable String text) {
        try {
            return text == null ? null : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("audit entry cannot be read", e);
        }
    }
}
