package io.busbar.query.webhook;

import io.busbar.query.access.Database;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import io.busbar.query.alarms.AlarmFilter;
import io.busbar.query.alarms.VisibleEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * How far each webhook has come, as the tables keep it. Of several processes one has the turn of a webhook, until it gives it back or its time is
 * over; whoever has lost it changes nothing any more. May be shared between threads.
 */
final class Leases {

    /** The oldest make room. */
    static final int MAX_DEAD_LETTERS = 1_000;

    private static final String IS_DUE = " FROM webhook WHERE NOT disabled AND next_attempt_at <= ?"
            + " AND leased_until <= clock_timestamp() AND position < (SELECT coalesce(max(seq), 0) FROM alarm_event)";

    private static final String CLAIM = "WITH due AS MATERIALIZED (SELECT id" + IS_DUE
            + " ORDER BY next_attempt_at, id LIMIT ? FOR UPDATE SKIP LOCKED)"
            + " UPDATE webhook w SET lease = ?, leased_until = clock_timestamp() + " + seconds()
            + " FROM due, member m WHERE w.id = due.id AND m.id = w.member_id"
            + " RETURNING w.id, m.public_id AS member, w.url, w.secret, w.severity, w.plant, w.device, w.position,"
            + " coalesce(w.head_seq, 0) AS head_seq, w.attempts";

    private static final String RENEW = ", leased_until = clock_timestamp() + " + seconds();
    private static final String GIVE_BACK = ", leased_until = '-infinity'";
    private static final String SETTLED = "UPDATE webhook SET position = ?, head_seq = NULL, attempts = 0";
    private static final String OURS = " WHERE id = ? AND lease = ?"; // whoever takes the turn next has another

    private final Database database;

    Leases(Database database) {
        this.database = database;
    }

    /** Whether it is worth to {@link #claim}; writes nothing. */
    boolean isAnyDue(Instant now) {
        return database.read(
                connection -> Sql.of("SELECT" + IS_DUE + " LIMIT 1", now).exists(connection));
    }

    /** Those that have waited longest, at most {@code limit}. */
    List<Lease> claim(Instant now, int limit) {
        String token = Secrets.token();
        long leasedAtNanos = System.nanoTime();
        return database.write(connection -> Sql.of(CLAIM, now, limit, token)
                .list(
                        connection,
                        row -> new Lease(
                                row.getInt("id"),
                                token,
                                row.getString("member"),
                                row.getString("url"),
                                row.getBytes("secret"),
                                AlarmFilter.of(
                                        row.getString("severity"), row.getString("plant"), row.getString("device")),
                                row.getLong("position"),
                                row.getLong("head_seq"),
                                row.getInt("attempts"),
                                Lease.ending(leasedAtNanos))));
    }

    /** There was nothing to deliver up to here. False when the turn is lost. */
    boolean pass(Lease lease, long seq) {
        return database.write(connection -> ours(connection, lease, Sql.of(SETTLED + RENEW, seq)));
    }

    /** Writes down what came of an attempt, and gives the turn back unless the event was settled. False when the turn is lost. */
    boolean settle(Lease lease, VisibleEvent event, int attempts, Judgement judgement, String reason, Instant now) {
        return database.write(connection -> switch (judgement.kind()) {
            case DELIVERED ->
                ours(
                        connection,
                        lease,
                        Sql.of(
                                SETTLED + RENEW + ", last_delivered_at = ?, failing_since = NULL, last_failure = NULL",
                                event.seq(),
                                now));
            case DEAD -> {
                boolean isOurs = ours(connection, lease, failed(Sql.of(SETTLED + RENEW, event.seq()), reason, now));
                if (isOurs) {
                    setApart(connection, lease, event, attempts, reason, now);
                }
                yield isOurs;
            }
            case RETRY ->
                ours(
                        connection,
                        lease,
                        failed(
                                Sql.of(
                                        "UPDATE webhook SET position = ?, head_seq = ?, attempts = ?, next_attempt_at = ?"
                                                + GIVE_BACK,
                                        event.seq() - 1,
                                        event.seq(),
                                        attempts,
                                        now.plus(judgement.pause())),
                                reason,
                                now));
            case DISABLED ->
                ours(connection, lease, failed(Sql.of("UPDATE webhook SET disabled = true" + GIVE_BACK), reason, now));
        });
    }

    /** Whoever has time may go on, after those that have waited longer. */
    void giveBack(Lease lease, Instant now) {
        database.write(connection ->
                ours(connection, lease, Sql.of("UPDATE webhook SET next_attempt_at = ?" + GIVE_BACK, now)));
    }

    /** How long the oldest event has waited that a webhook has not settled. */
    Duration lag(Instant now) {
        return database.read(connection -> Sql.of("SELECT processed_at FROM alarm_event"
                        + " WHERE seq > (SELECT min(position) FROM webhook WHERE NOT disabled) ORDER BY seq LIMIT 1")
                .first(connection, row -> Objects.requireNonNull(Sql.instant(row, "processed_at")))
                .map(processedAt -> Duration.between(processedAt, now))
                .filter(lag -> !lag.isNegative())
                .orElse(Duration.ZERO));
    }

    private static Sql failed(Sql sql, String reason, Instant now) {
        return sql.append(", failing_since = coalesce(failing_since, ?), last_failure = ?", now, reason);
    }

    private static boolean ours(Connection connection, Lease lease, Sql update) throws SQLException {
        return update.append(OURS, lease.key(), lease.token()).run(connection) == 1;
    }

    private static void setApart(
            Connection connection, Lease lease, VisibleEvent event, int attempts, String reason, Instant now)
            throws SQLException {
        Sql.of(
                        "INSERT INTO webhook_dead_letter (webhook_id, event_id, at, attempts, reason) VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        lease.key(),
                        UUID.fromString(event.event().get("id").asText()),
                        now,
                        attempts,
                        reason)
                .run(connection);
        Sql.of(
                        "DELETE FROM webhook_dead_letter WHERE webhook_id = ? AND event_id IN (SELECT event_id"
                                + " FROM webhook_dead_letter WHERE webhook_id = ? ORDER BY at DESC, event_id DESC OFFSET ?)",
                        lease.key(),
                        lease.key(),
                        MAX_DEAD_LETTERS)
                .run(connection);
    }

    private static String seconds() {
        return "interval '" + Lease.SECONDS + " seconds'";
    }
}
