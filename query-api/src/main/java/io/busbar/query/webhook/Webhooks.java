package io.busbar.query.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import io.busbar.query.access.account.MemberTable;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import io.busbar.query.alarms.AlarmEvents;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Webhooks as members make, look at and delete them; each has their own. May be shared between threads. */
public final class Webhooks {

    /** Of one member. */
    public static final int MAX_WEBHOOKS = 10;

    private static final String SELECT =
            "SELECT w.public_id, w.url, w.severity, w.plant, w.device, w.description, w.created_at, w.disabled,"
                    + " w.last_delivered_at, w.failing_since, w.last_failure,"
                    + " (SELECT count(*) FROM webhook_dead_letter d WHERE d.webhook_id = w.id) AS dead_letters"
                    + " FROM webhook w WHERE w.member_id = ?";

    private final Database database;
    private final AlarmEvents events;
    private final Sender sender;
    private final Clock clock;

    public Webhooks(Database database, AlarmEvents events, Sender sender, Clock clock) {
        this.database = database;
        this.events = events;
        this.sender = sender;
        this.clock = clock;
    }

    /**
     * A webhook to be made. Immutable.
     *
     * @param severity null for every one, as plant (public id, one that the person sees) and device (serial number)
     */
    public record NewWebhook(
            String url,
            @Nullable String severity,
            @Nullable String plant,
            @Nullable String device,
            String description) {}

    /** A webhook with the secret that it signs with, which is shown this once. Immutable. */
    public record WithSecret(Webhook webhook, String secret) {

        @Override
        public String toString() {
            return "WithSecret[" + webhook.id() + "]";
        }
    }

    /**
     * An event that a receiver did not take. Immutable as long as nobody writes to the event.
     *
     * @param eventId of the CloudEvent
     * @param at when it was given up
     * @param event null when the person may not know of it any more
     */
    public record DeadLetter(UUID eventId, Instant at, int attempts, String reason, @Nullable ObjectNode event) {}

    /**
     * What came of a test. Immutable.
     *
     * @param status of HTTP; null when there was no answer
     * @param failure null when it was taken
     */
    public record Trial(boolean delivered, @Nullable Integer status, @Nullable String failure) {}

    @SuppressWarnings("ArrayRecordComponent") // private, read once
    private record Receiver(String url, byte[] secret) {}

    /** Where a dead letter stands in the list: the newest comes first. Immutable. */
    public record Place(Instant at, UUID eventId) {

        public static Place of(DeadLetter letter) {
            return new Place(letter.at(), letter.eventId());
        }

        /** As a cursor seals it. */
        public String text() {
            return at + " " + eventId;
        }

        public static Place parse(String text) {
            int space = text.indexOf(' ');
            return new Place(Instant.parse(text.substring(0, space)), UUID.fromString(text.substring(space + 1)));
        }
    }

    /** What is known of it to who reads the log: people put secrets into paths, and a serial number may be hidden from the reader. */
    private record Audited(String host, @Nullable String severity, @Nullable String plant, String description) {

        static Audited of(Webhook webhook) {
            return new Audited(
                    Target.parse(webhook.url()).host(), webhook.severity(), webhook.plant(), webhook.description());
        }
    }

    /** Those after {@code after} in order of id, at most {@code limit}. */
    public List<Webhook> list(Scope scope, String after, int limit) {
        int member = memberKey(scope);
        return database.read(connection -> Sql.of(SELECT, member)
                .append(" AND w.public_id > ? ORDER BY w.public_id LIMIT ?", after, limit)
                .list(connection, Webhooks::webhook));
    }

    /** @throws Refusal when the person has none of this id */
    public Webhook find(Scope scope, String id) {
        int member = memberKey(scope);
        return database.read(connection -> find(connection, member, id));
    }

    /** Made now, it tells of what happens from now on. Looks the host up, which may take a while. */
    public WithSecret create(Scope scope, NewWebhook wanted) {
        int member = memberKey(scope);
        requireReachable(wanted.url());
        byte[] secret = Secrets.signingKey();
        String id = Secrets.publicId();
        Instant now = now();
        return database.write(connection -> {
            MemberTable.lock(connection, member);
            if (Sql.of("SELECT FROM webhook WHERE member_id = ? OFFSET ?", member, MAX_WEBHOOKS - 1)
                    .exists(connection)) {
                throw Refusal.of(
                        Kind.CONFLICT, "you have " + MAX_WEBHOOKS + " webhooks, which is the limit: delete one");
            }
            Sql.of(
                            "INSERT INTO webhook (public_id, member_id, url, secret, severity, plant, device, description,"
                                    + " created_at, next_attempt_at, position)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM alarm_event))",
                            id,
                            member,
                            wanted.url(),
                            secret,
                            wanted.severity(),
                            wanted.plant(),
                            wanted.device(),
                            wanted.description(),
                            now,
                            now)
                    .run(connection);
            Webhook made = find(connection, member, id);
            Audit.add(connection, Actor.of(scope), "webhook.create", id, null, Audited.of(made));
            return new WithSecret(made, Signature.text(secret));
        });
    }

    /** Nothing more is sent; what is under way may still arrive. */
    public void delete(Scope scope, String id) {
        int member = memberKey(scope);
        database.write(connection -> {
            Webhook before = find(connection, member, id);
            Sql.of("DELETE FROM webhook WHERE member_id = ? AND public_id = ?", member, id)
                    .run(connection);
            Audit.add(connection, Actor.of(scope), "webhook.delete", id, Audited.of(before), null);
            return true;
        });
    }

    /** What the receiver did not take, the newest first, behind {@code after}, at most {@code limit}. */
    public List<DeadLetter> deadLetters(Scope scope, String id, Optional<Place> after, int limit) {
        int member = memberKey(scope);
        List<DeadLetter> letters = database.read(connection -> {
            find(connection, member, id);
            Sql sql = Sql.of(
                    "SELECT d.event_id, d.at, d.attempts, d.reason FROM webhook_dead_letter d"
                            + " JOIN webhook w ON w.id = d.webhook_id WHERE w.member_id = ? AND w.public_id = ?",
                    member,
                    id);
            after.ifPresent(place -> sql.append(" AND (d.at, d.event_id) < (?, ?)", place.at(), place.eventId()));
            return sql.append(" ORDER BY d.at DESC, d.event_id DESC LIMIT ?", limit)
                    .list(
                            connection,
                            row -> new DeadLetter(
                                    row.getObject("event_id", UUID.class),
                                    Objects.requireNonNull(Sql.instant(row, "at")),
                                    row.getInt("attempts"),
                                    row.getString("reason"),
                                    null));
        });
        Map<UUID, ObjectNode> seen =
                events.visible(scope, letters.stream().map(DeadLetter::eventId).toList());
        return letters.stream()
                .map(letter -> new DeadLetter(
                        letter.eventId(), letter.at(), letter.attempts(), letter.reason(), seen.get(letter.eventId())))
                .toList();
    }

    /** Sends an event that tells of nothing, and waits for what comes back. It does not count as a delivery. */
    public Trial test(Scope scope, String id) {
        int member = memberKey(scope);
        Receiver receiver = database.read(connection -> Sql.of(
                        "SELECT url, secret FROM webhook WHERE member_id = ? AND public_id = ?", member, id)
                .first(connection, row -> new Receiver(row.getString("url"), row.getBytes("secret")))
                .orElseThrow(Refusal::notFound));
        String eventId = UUID.randomUUID().toString();
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", eventId)
                .put("source", "/busbar/webhooks")
                .put("type", "io.busbar.webhook.test")
                .put("time", now().toString());
        byte[] body = event.toString().getBytes(StandardCharsets.UTF_8);
        Outcome outcome = sender.send(
                        Target.parse(receiver.url()), new Sender.Message(eventId, body, receiver.secret()))
                .join();
        return new Trial(outcome.isTaken(), outcome.status(), outcome.isTaken() ? null : outcome.reason());
    }

    /** Told at once rather than by a webhook that never delivers anything. */
    private void requireReachable(String url) {
        try {
            sender.addresses().of(Target.parse(url)).join();
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("/url", Objects.requireNonNullElse(e.getMessage(), "is no URL"));
        } catch (CompletionException e) {
            throw Refusal.invalid("/url", "has " + Addresses.NONE);
        }
    }

    /** No finer than it is shown. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Webhook find(Connection connection, int member, String id) throws SQLException {
        return Sql.of(SELECT, member)
                .append(" AND w.public_id = ?", id)
                .first(connection, Webhooks::webhook)
                .orElseThrow(Refusal::notFound);
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        Instant failingSince = Sql.instant(row, "failing_since");
        return new Webhook(
                row.getString("public_id"),
                row.getString("url"),
                row.getString("severity"),
                row.getString("plant"),
                row.getString("device"),
                row.getString("description"),
                Objects.requireNonNull(Sql.instant(row, "created_at")),
                state(row.getBoolean("disabled"), failingSince),
                Sql.instant(row, "last_delivered_at"),
                failingSince,
                row.getString("last_failure"),
                row.getInt("dead_letters"));
    }

    private static Webhook.State state(boolean isDisabled, @Nullable Instant failingSince) {
        if (isDisabled) {
            return Webhook.State.DISABLED;
        }
        return failingSince == null ? Webhook.State.ACTIVE : Webhook.State.FAILING;
    }

    private static int memberKey(Scope scope) {
        Integer member = scope.person().memberKey();
        if (member == null) {
            throw Refusal.of(Kind.FORBIDDEN, "the operator of the machine is no member and has no webhooks");
        }
        return member;
    }
}
