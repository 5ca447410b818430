package io.busbar.query.alarms;

import io.busbar.alarm.Acknowledgement;
import io.busbar.alarm.AlarmDeed;
import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.Shelving;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.Person;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.outbox.Outbox;
import io.busbar.query.outbox.OutboxPublisher;
import io.busbar.topic.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * What people do about alarms. The stream job does it, told by a record of {@link Topics#ALARM_DEEDS}; an answer waits a moment for that. The events
 * of the alarm keep who did what. May be shared between threads.
 */
public final class AlarmDeeds {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_WHO_CHARS = 128;

    private final Database database;
    private final Alarms alarms;
    private final OutboxPublisher publisher;
    private final Clock clock;

    public AlarmDeeds(Database database, Alarms alarms, OutboxPublisher publisher, Clock clock) {
        this.database = database;
        this.alarms = alarms;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * The alarm as it stands.
     *
     * @param isDone false when the job has not done it yet: it will
     */
    public record Outcome(AlarmView alarm, boolean isDone) {}

    /** Says that somebody has seen the alarm; one that is acknowledged stays as it is. */
    public Outcome acknowledge(Scope scope, String id, String note) {
        return act(
                scope,
                id,
                alarm -> alarm.acknowledged() != null,
                new Acknowledgement(who(scope), clock.millis(), note));
    }

    /** Puts an open alarm aside until a time. */
    public Outcome shelve(Scope scope, String id, Instant until, String why) {
        long now = clock.millis();
        long end = until.toEpochMilli();
        if (end <= now || end - now > Shelving.MAX_MILLIS) {
            throw Refusal.invalid(
                    "/until",
                    "is to be in the future, by " + Instant.ofEpochMilli(now + Shelving.MAX_MILLIS) + " at the latest");
        }
        return act(
                scope,
                id,
                alarm -> alarm.shelved() != null
                        && alarm.shelved().until().toEpochMilli() == end
                        && alarm.shelved().why().equals(why),
                new Shelving(who(scope), now, end, why));
    }

    /** Ends a shelving before its time; an alarm that is not shelved stays as it is. */
    public Outcome unshelve(Scope scope, String id) {
        return act(scope, id, alarm -> alarm.shelved() == null, new Shelving.End(who(scope), clock.millis()));
    }

    private Outcome act(Scope scope, String id, Predicate<VisibleAlarm> isDone, AlarmEvent.Detail detail) {
        Sent sent = database.write(connection -> {
            VisibleAlarm alarm = handled(connection, scope, id, detail);
            if (isDone.test(alarm)) {
                return new Sent(AlarmView.of(alarm), 0);
            }
            AlarmDeed deed = new AlarmDeed(alarm.id(), detail);
            long ticket = Outbox.add(connection, Topics.ALARM_DEEDS, alarm.id().toString(), deed.encode());
            return new Sent(AlarmView.of(alarm), ticket);
        });
        if (sent.ticket() == 0) {
            return new Outcome(sent.alarm(), true);
        }
        return publisher.awaitSent(sent.ticket(), PATIENCE)
                ? await(scope, id, isDone, sent.alarm())
                : new Outcome(sent.alarm(), false);
    }

    private VisibleAlarm handled(Connection connection, Scope scope, String id, AlarmEvent.Detail detail)
            throws SQLException {
        VisibleAlarm alarm = alarms.find(connection, scope, id).orElseThrow(Refusal::notFound);
        Stay stay = alarm.stay();
        if (!scope.may(Capability.HANDLE_ALARMS, stay.organizationKey(), stay.plantKey())) {
            throw Refusal.of(Kind.FORBIDDEN, "you may see this alarm but do nothing about it");
        }
        if (alarm.state().equals("WITHDRAWN")) {
            throw Refusal.of(Kind.CONFLICT, "with all data there is no such alarm: it was withdrawn");
        }
        if (detail instanceof Shelving && !alarm.isOpen()) {
            throw Refusal.of(Kind.CONFLICT, "this alarm is over: there is nothing to put aside");
        }
        return alarm;
    }

    private Outcome await(Scope scope, String id, Predicate<VisibleAlarm> isDone, AlarmView before) {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        do {
            VisibleAlarm alarm = database.read(connection -> alarms.find(connection, scope, id))
                    .orElse(null);
            if (alarm != null && isDone.test(alarm)) {
                return new Outcome(AlarmView.of(alarm), true);
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        } while (System.nanoTime() < deadlineNanos && !Thread.currentThread().isInterrupted());
        return new Outcome(before, false);
    }

    /** As others of the organization know them. */
    private static String who(Scope scope) {
        Person person = scope.person();
        String name = person.name().isBlank() ? person.email() : person.name();
        return name.length() > MAX_WHO_CHARS ? name.substring(0, MAX_WHO_CHARS) : name;
    }

    private record Sent(AlarmView alarm, long ticket) {}
}
