package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmDeed;
import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.RuleKind;
import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.source.Announcement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people say: new versions of rules, which count for what comes at once and for what is stored through notes, and deeds, each of which one of
 * several writers does. Confined to one thread.
 */
final class AlarmNews {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmNews.class);

    private final Ownership ownership;
    private final KnownRules rules;
    private final List<AlarmDeed> deeds = new ArrayList<>();

    AlarmNews(Ownership ownership, KnownRules rules) {
        this.ownership = ownership;
        this.rules = rules;
    }

    void hearRule(Announcement announcement) {
        rules.heard(announcement.key(), announcement.value());
    }

    void hearDeed(Announcement announcement) {
        try {
            AlarmDeed deed = AlarmDeed.decode(announcement.value());
            if (Math.floorMod(deed.occurrence().hashCode(), ownership.writers()) == ownership.index()) {
                deeds.add(deed);
            }
        } catch (IllegalArgumentException e) {
            LOG.error("passed over a record that is no deed: key={}: {}", announcement.key(), e.getMessage());
        }
    }

    /**
     * Makes the rules heard count.
     *
     * @param judged what was judged without them, and nobody may have noted
     * @return whether there were any
     */
    boolean adoptRules(Transactions transactions, Supplier<List<NoteTable.Note>> judged) throws InterruptedException {
        List<AlarmRule> adopted = rules.unstored();
        if (adopted.isEmpty()) {
            return false;
        }
        List<AlarmRule> inserted = new ArrayList<>();
        AlarmWriter.commit(transactions, "job_alarm_rule", open -> {
            inserted.clear();
            inserted.addAll(RuleTable.insert(open, adopted, rules.json()));
            note(open, inserted);
            NoteTable.upsert(open, judged.get());
        });
        rules.adopt(inserted.size());
        LOG.info("{} versions of alarm rules in effect, {} of them new", rules.size(), inserted.size());
        return true;
    }

    /** One of several writers stores a version, and the same has whatever it is for judged again. */
    private static void note(Connection open, List<AlarmRule> inserted) throws SQLException {
        Set<Integer> types = new TreeSet<>();
        long since = Long.MAX_VALUE;
        for (AlarmRule rule : inserted) {
            if (rule.kind() != RuleKind.SILENCE) {
                types.addAll(rule.deviceTypes());
                since = Math.min(since, rule.effectiveFromMillis());
            }
        }
        if (!types.isEmpty()) {
            NoteTable.noteTypes(open, types, since);
        }
    }

    /** Does the deeds heard. */
    void applyDeeds(Transactions transactions, AlarmLedger ledger, long nowMillis) throws InterruptedException {
        if (deeds.isEmpty()) {
            return;
        }
        ledger.write(); // a deed may be about an alarm that is yet to be written
        List<AlarmEvent> events = new ArrayList<>();
        AlarmWriter.commit(transactions, "alarm", open -> {
            events.clear();
            for (AlarmDeed deed : deeds) {
                events.addAll(DeedTable.apply(open, deed, nowMillis));
            }
        });
        deeds.clear();
        ledger.tell(events);
    }
}
