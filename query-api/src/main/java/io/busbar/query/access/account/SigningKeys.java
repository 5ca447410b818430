package io.busbar.query.access.account;

import io.busbar.query.access.Database;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys that access tokens and cursors are signed with. The newest signs; the one before it still proves what it signed, for as long as
 * there is no third. A key of thirty days is followed by another. All processes on a database use the same ones. May be shared between
 * threads.
 */
public final class SigningKeys {

    static final Duration LIFE = Duration.ofDays(30);

    /** Nobody is asked for keys more often, however many tokens name a key that is unknown. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int KEPT = 2;

    private final Database database;
    private final Clock clock;
    private volatile List<SigningKey> keys;
    private volatile Instant readAt;

    /** One of them. Immutable as long as nobody writes to the array. */
    @SuppressWarnings("ArrayRecordComponent") // handed to the two classes that sign
    public record SigningKey(String id, byte[] secret, Instant createdAt) {

        @Override
        public String toString() {
            return "SigningKey[" + id + "]";
        }
    }

    private SigningKeys(Database database, Clock clock, List<SigningKey> keys) {
        this.database = database;
        this.clock = clock;
        this.keys = List.copyOf(keys);
        this.readAt = clock.instant();
    }

    /** Made where there are none; waits for the database. */
    public static SigningKeys of(Database database, Clock clock) {
        return new SigningKeys(database, clock, database.write(connection -> current(connection, clock)));
    }

    /** Those that are known already, the newest first. */
    public static SigningKeys of(Database database, Clock clock, List<SigningKey> known) {
        return new SigningKeys(database, clock, known);
    }

    /** With which to sign; waits for the database when the newest is too old or was not asked for in a minute. */
    public SigningKey newest() {
        Instant now = clock.instant();
        if (readAt.plusSeconds(60).isBefore(now)
                || keys.get(0).createdAt().plus(LIFE).isBefore(now)) {
            read();
        }
        return keys.get(0);
    }

    /** The newest first. */
    public List<SigningKey> all() {
        return keys;
    }

    /** Null when no key in memory has this id. */
    public @Nullable SigningKey find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst().orElse(null);
    }

    /** Whether it is worth to {@link #read} for a key that is not in memory. */
    public boolean mayBeOld() {
        return readAt.plus(PATIENCE).isBefore(clock.instant());
    }

    /** Takes over what other processes made. */
    public void read() {
        readAt = clock.instant();
        keys = List.copyOf(database.write(connection -> current(connection, clock)));
    }

    private static List<SigningKey> current(Connection connection, Clock clock) throws SQLException {
        List<SigningKey> known = newest(connection);
        if (!known.isEmpty() && known.get(0).createdAt().plus(LIFE).isAfter(clock.instant())) {
            return known;
        }
        Sql.of("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE").run(connection); // one process makes it
        known = newest(connection);
        if (known.isEmpty() || !known.get(0).createdAt().plus(LIFE).isAfter(clock.instant())) {
            Sql.of("INSERT INTO signing_key (key, created_at) VALUES (?, ?)", Secrets.signingKey(), clock.instant())
                    .run(connection);
            Sql.of(
                            "DELETE FROM signing_key WHERE id NOT IN"
                                    + " (SELECT id FROM signing_key ORDER BY created_at DESC, id DESC LIMIT ?)",
                            KEPT)
                    .run(connection);
        }
        return newest(connection);
    }

    private static List<SigningKey> newest(Connection connection) throws SQLException {
        return Sql.of("SELECT id, key, created_at FROM signing_key ORDER BY created_at DESC, id DESC LIMIT ?", KEPT)
                .list(
                        connection,
                        row -> new SigningKey(
                                row.getString("id"),
                                row.getBytes("key"),
                                Objects.requireNonNull(Sql.instant(row, "created_at"))));
    }
}
