package io.busbar.jobs.alarm;

import io.busbar.alarm.family.FamilyState;
import io.busbar.jobs.database.Transactions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has families judged from what is stored: those that nothing is known of at once, those that late data or new rules touched when no more
 * comes of it for a while, a slice at a time. Confined to one thread.
 */
final class Rejudgement {

    private static final Logger LOG = LoggerFactory.getLogger(Rejudgement.class);

    private static final int FAMILIES_AT_ONCE = 16;
    private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();

    /** However long late data keeps coming. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final Transactions transactions;
    private final Families families;
    private final Evaluations evaluations;
    private final AlarmLedger ledger;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Map<Integer, Evaluation> running = new LinkedHashMap<>();
    private long amendedAlarms;

    Rejudgement(
            Transactions transactions,
            Families families,
            Evaluations evaluations,
            AlarmLedger ledger,
            Clock clock,
            LongSupplier nanoClock) {
        this.transactions = transactions;
        this.families = families;
        this.evaluations = evaluations;
        this.ledger = ledger;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /** Alarms that were changed, one that was changed again counting again. */
    long amendedAlarms() {
        return amendedAlarms;
    }

    /** What is stored of a family from this moment on is not what was judged. */
    void dirty(Family family, long sinceMillis) {
        family.dirty(sinceMillis, nanoClock.getAsLong());
        families.dirtied(family);
        ledger.dropKept(family.rootId(), sinceMillis);
        Evaluation evaluation = running.get(family.rootId());
        if (evaluation != null && evaluation.hasPassed(sinceMillis)) {
            running.remove(family.rootId());
        }
    }

    /** Returns when the state of every family that has sent something is known. */
    void readUnknown() throws InterruptedException {
        List<Family> unread = families.unread(FAMILIES_AT_ONCE);
        while (!unread.isEmpty()) {
            judge(unread);
            unread = families.unread(FAMILIES_AT_ONCE);
        }
    }

    /** Judges some of the families that are due, a slice. Returns whether more is to be done. */
    boolean judgeSome() throws InterruptedException {
        List<Family> due = families.due(FAMILIES_AT_ONCE, nanoClock.getAsLong(), QUIET_NANOS, PATIENCE_NANOS);
        if (due.isEmpty()) {
            return false;
        }
        judge(due);
        return true;
    }

    private void judge(List<Family> some) throws InterruptedException {
        ledger.write(); // what is judged again is compared with what is written
        List<Evaluation> batch = new ArrayList<>();
        for (Family family : some) {
            batch.add(running.compute(
                    family.rootId(),
                    (root, known) -> known == null || known.family() != family ? new Evaluation(family) : known));
        }
        goOn(batch);
    }

    private void goOn(List<Evaluation> batch) throws InterruptedException {
        Evaluations.Progress[] progress = new Evaluations.Progress[1];
        SQLException refusal =
                transactions.commit(open -> progress[0] = evaluations.slice(open, batch, clock.millis()));
        if (refusal == null) {
            advance(batch, progress[0]);
        } else if (batch.size() > 1) {
            goOn(batch.subList(0, batch.size() / 2));
            goOn(batch.subList(batch.size() / 2, batch.size()));
        } else {
            Family family = batch.get(0).family();
            LOG.error("the database refused alarms of device {}: {}", family.rootId(), refusal.getMessage());
            finish(family, new FamilyState());
        }
    }

    private void advance(List<Evaluation> batch, Evaluations.Progress progress) throws InterruptedException {
        for (int i = 0; i < batch.size(); i++) {
            Evaluation evaluation = batch.get(i);
            evaluation.advance(progress.ends().get(i));
            if (progress.isLast().get(i)) {
                families.judged(evaluation.family(), evaluation.beganAfterMillis());
                finish(evaluation.family(), progress.ends().get(i));
            }
        }
        amendedAlarms += progress.amended();
        ledger.tell(progress.events());
    }

    private void finish(Family family, FamilyState state) {
        running.remove(family.rootId());
        family.known(state);
        families.evaluated(family);
    }
}
