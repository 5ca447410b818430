package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.Transition;
import io.busbar.jobs.database.Transactions;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what happens to alarms, writes it, and tells it once it is written. Confined to one thread. */
final class AlarmLedger {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmLedger.class);

    private final Transactions transactions;
    private final AlarmPublisher publisher;
    private final Clock clock;
    private final Map<UUID, AlarmChange> changes = new LinkedHashMap<>();
    private final Set<String> silencedLoggers = new LinkedHashSet<>();
    private final List<StateTable.Row> keeps = new ArrayList<>();

    /** Told, but the database does not know yet that the topic has it. */
    private final Map<UUID, AlarmEvent> told = new LinkedHashMap<>();

    private long raisedAlarms;

    AlarmLedger(Transactions transactions, AlarmPublisher publisher, Clock clock) {
        this.transactions = transactions;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Alarms that were raised live. */
    long raisedAlarms() {
        return raisedAlarms;
    }

    /** @param isLive whether people are to be notified */
    void follow(AlarmChange.Subject subject, Transition transition, boolean isLive) {
        AlarmChange change = changes.computeIfAbsent(
                transition.occurrence(), id -> new AlarmChange(AlarmChange.occurrence(transition), subject));
        change.follow(transition, clock.millis(), !isLive);
        raisedAlarms += transition.raises() && isLive ? 1 : 0;
    }

    /** The same of a silence, which stands for other alarms. */
    void followSilence(AlarmChange.Subject subject, Transition transition) {
        follow(subject, transition, true);
        silencedLoggers.add(subject.loggerSerialNumber());
    }

    /** A state to go on from one day. */
    void keep(StateTable.Row state) {
        keeps.add(state);
    }

    /** What was made of these moments is wrong. */
    void dropKept(int rootId, long sinceMillis) {
        keeps.removeIf(row -> row.rootId() == rootId && row.atMillis() >= sinceMillis);
    }

    /**
     * Returns when everything gathered is committed; it is told then.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    void write() throws InterruptedException {
        if (changes.isEmpty() && keeps.isEmpty()) {
            return;
        }
        List<AlarmEvent> events = new ArrayList<>();
        SQLException refusal = transactions.commit(open -> {
            events.clear();
            events.addAll(AlarmTable.write(open, changes.values()));
            if (!silencedLoggers.isEmpty()) {
                events.addAll(SuppressionTable.update(open, silencedLoggers, clock.millis()));
            }
            StateTable.upsert(open, keeps);
        });
        if (refusal != null) {
            LOG.error("the database refused {} alarms: {}", changes.size(), refusal.getMessage());
        }
        changes.clear();
        silencedLoggers.clear();
        keeps.clear();
        tell(events);
    }

    /** Tells of events that are committed. */
    void tell(List<AlarmEvent> events) throws InterruptedException {
        for (AlarmEvent event : events) {
            if (told.putIfAbsent(event.id(), event) == null) {
                publisher.send(event);
            }
        }
    }

    /** Returns when the topic has everything that was told; the ids of those events. */
    Set<UUID> awaitTold() throws InterruptedException {
        publisher.flush();
        return told.keySet();
    }

    /** The database knows that the topic has them. */
    void noted() {
        told.clear();
    }
}
