package io.busbar.query.outbox;

import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where a transaction leaves records for Kafka: they are sent when it commits, and never when it does not. Records of one key are sent in
 * the order of their transactions as long as these lock the same row. Stateless.
 */
public final class Outbox {

    private Outbox() {}

    /**
     * @param value null removes the key from a compacted topic
     * @return the ticket to wait for with {@link OutboxPublisher#awaitSent}
     */
    public static long add(Connection connection, String topic, String key, byte @Nullable [] value)
            throws SQLException {
        return Sql.of("INSERT INTO outbox (topic, key, value) VALUES (?, ?, ?) RETURNING id", topic, key, value)
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }
}
