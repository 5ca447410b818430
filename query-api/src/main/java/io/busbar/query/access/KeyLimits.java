package io.busbar.query.access;

import io.busbar.query.access.Scope.Narrowing;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an API key leaves of its owner's rights, as the tables say. Immutable.
 *
 * @param groupKey surrogate id of a measurement group; null leaves all points
 * @param endsAt when the key expires
 */
record KeyLimits(Narrowing narrowing, @Nullable Integer groupKey, Instant endsAt) {

    static final KeyLimits NONE = new KeyLimits(Narrowing.NONE, null, Instant.MAX);

    static KeyLimits of(Connection connection, ResultSet row) throws SQLException {
        Map<Integer, String> plants = row.getBoolean("all_plants") ? null : plants(connection, row.getInt("key_id"));
        return new KeyLimits(
                new Narrowing(
                        capabilities((String[]) row.getArray("capabilities").getArray()), plants),
                row.getObject("key_group", Integer.class),
                Objects.requireNonNull(Sql.instant(row, "key_expires_at")));
    }

    /** Words that this version does not know give nothing. */
    private static Set<Capability> capabilities(String[] words) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.values()) {
            if (Arrays.asList(words).contains(capability.name())) {
                capabilities.add(capability);
            }
        }
        return capabilities;
    }

    private static Map<Integer, String> plants(Connection connection, int key) throws SQLException {
        Map<Integer, String> plants = new HashMap<>();
        Sql.of(
                        "SELECT p.id, p.public_id FROM api_key_plant k JOIN plant p ON p.id = k.plant_id WHERE k.api_key_id = ?",
                        key)
                .list(connection, row -> plants.put(row.getInt(1), row.getString(2)));
        return plants;
    }
}
