package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.family.FamilyJudge;
import io.busbar.alarm.family.FamilyState;
import io.busbar.alarm.family.Moment;
import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.source.Announcement;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the alarms what the stored samples and the rules make them, in whatever order samples come, and tells what happens to them.
 *
 * <pre>
 *  committed samples ──┬─ newer than all of the family ──▶ judged at once ──────────▶ alarm, alarm_event ──▶ topic alarms
 *                      └─ late ──▶ dirty, noted at a checkpoint ──▶ judged again from the rows since a kept state: amendments
 *  rules ──▶ notes for every device that they are for ──▶ judged again
 *  marks of the doors ──▶ silence                          deeds of people ──▶ alarm, alarm_event
 * </pre>
 *
 * A family, a BMS with its packs, is judged by the writer that gets its logger's frames. What a job that ends had not judged is in the notes,
 * or touched again by the frames that follow its last checkpoint. Confined to one thread.
 */
public final class AlarmWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmWriter.class);

    /** So many moments are read again at most when something goes on from a kept state. */
    public static final int MOMENTS_BETWEEN_STATES = 500;

    /** How often others' notes and what time alone changes are looked for. */
    private static final long POLL_NANOS = Duration.ofSeconds(5).toNanos();

    private final Transactions transactions;
    private final Catalogue catalogue;
    private final Ownership ownership;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Families families;
    private final KnownRules rules;
    private final FamilyJudge judge;
    private final AlarmLedger ledger;
    private final Rejudgement rejudgement;
    private final AlarmNews news;
    private final Listening listening = new Listening();
    private final SilenceWatch silence;
    private final List<NoteTable.Note> foreignNotes = new ArrayList<>();

    /** Alarms of devices that have left, which are to be closed. */
    private final Set<UUID> leftOpen = new HashSet<>();

    private boolean hasStarted;
    private long polledAtNanos;

    /**
     * A device of a committed frame.
     *
     * @param rootId of the device that it is part of, or its own
     * @param rootsLogger who speaks for that one by now, or was the last one to
     * @param boundFromMillis since when the frame's logger speaks for the device
     * @param isOver whether it does not any more
     * @param isOutranked whether another row is stored in place of the frame's
     */
    public record Committed(
            int deviceId,
            int rootId,
            String rootsLogger,
            long boundFromMillis,
            boolean isOver,
            boolean isOutranked,
            DeviceSamples samples) {}

    /** @param momentsBetweenStates usually {@link #MOMENTS_BETWEEN_STATES} */
    public AlarmWriter(
            Transactions transactions,
            Catalogue catalogue,
            Ownership ownership,
            AlarmPublisher publisher,
            Clock clock,
            LongSupplier nanoClock,
            int momentsBetweenStates) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.ownership = ownership;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.polledAtNanos = nanoClock.getAsLong() - POLL_NANOS;
        this.families = new Families(momentsBetweenStates);
        this.rules = new KnownRules(catalogue);
        this.judge = new FamilyJudge(catalogue, rules.book());
        this.ledger = new AlarmLedger(transactions, publisher, clock);
        this.rejudgement =
                new Rejudgement(transactions, families, new Evaluations(judge, rules), ledger, clock, nanoClock);
        this.news = new AlarmNews(ownership, rules);
        this.silence = new SilenceWatch(catalogue, listening);
    }

    /** Alarms raised by frames that came live, and by silence. */
    public long raisedAlarms() {
        return ledger.raisedAlarms();
    }

    /** Alarms that late data or new rules have changed, one that was changed again counting again. */
    public long amendedAlarms() {
        return rejudgement.amendedAlarms();
    }

    /** Families that are to be judged again. */
    public int dirtyFamilies() {
        return families.dirtyFamilies();
    }

    /** Takes something to be known. */
    public void hear(Announcement announcement) {
        switch (announcement.topic()) {
            case Topics.ALARM_RULES -> news.hearRule(announcement);
            case Topics.ALARM_DEEDS -> news.hearDeed(announcement);
            case Topics.LOGGER_SETTINGS -> {
                LoggerSettings settings = LoggerSettings.decode(announcement.value());
                if (ownership.owns(settings.serialNumber())) {
                    silence.learn(settings);
                }
            }
            default -> LOG.warn("passed over a record of topic {}", announcement.topic());
        }
    }

    /** Every frame that was received before this moment has been taken. */
    public void heardUntil(long receivedMillis) {
        listening.heardUntil(receivedMillis);
    }

    /**
     * Takes a committed frame, with those of its devices that have rows.
     *
     * @throws InterruptedException when interrupted while the database is away
     */
    public void take(FrameSamples frame, List<Committed> devices) throws InterruptedException {
        start();
        if (frame.settings() != null) {
            silence.suppose(frame.settings());
        }
        silence.receipt(frame.loggerSerialNumber(), frame.receivedAtMillis(), ledger::followSilence);
        Map<Integer, List<Committed>> byRoot = new LinkedHashMap<>();
        for (Committed device : devices) {
            if (device.samples().bms() != null) {
                silence.receipt(
                        frame.loggerSerialNumber(),
                        device.deviceId(),
                        device.samples().serialNumber(),
                        device.samples().typeCode(),
                        frame.receivedAtMillis(),
                        ledger::followSilence);
            }
            if (device.samples().isJudged()) {
                byRoot.computeIfAbsent(device.rootId(), root -> new ArrayList<>(devices.size()))
                        .add(device);
            }
        }
        byRoot.forEach((root, parts) -> take(frame, root, parts));
    }

    private void take(FrameSamples frame, int rootId, List<Committed> devices) {
        long at = frame.observedAtMillis();
        String owner = devices.get(0).rootsLogger();
        if (!owner.equals(frame.loggerSerialNumber())) {
            // a device that is another's by now: who gets that one's frames judges it
            foreignNotes.add(new NoteTable.Note(rootId, at, owner, 0));
            return;
        }
        Family family = family(rootId, owner);
        boolean isHandedOver = false;
        for (Committed device : devices) {
            if (families.seen(device.deviceId(), device.boundFromMillis(), rootId)) {
                rejudgement.dirty(family, FamilyState.NEVER);
            }
            isHandedOver |= family.isHandedOver(device.deviceId(), device.boundFromMillis(), device.isOver());
        }
        if (isHandedOver && frame.isLive()) {
            family.forgetState();
        }
        FamilyState state = family.state();
        if (state == null) {
            if (frame.isLive()) {
                family.liveMoments().add(at);
            }
            rejudgement.dirty(family, at); // a state that was kept of a later moment does not know of it
            families.mustBeRead(family);
        } else if (at <= state.lastMillis()
                || isHandedOver
                || family.wasElsewhere(at)
                || devices.stream().anyMatch(Committed::isOutranked)) {
            rejudgement.dirty(family, at);
        } else if (!frame.isAhead()) {
            judge(frame, family, state, moment(rootId, at, devices));
        }
    }

    private void judge(FrameSamples frame, Family family, FamilyState state, Moment moment) {
        boolean isLive = frame.isLive();
        judge.judge(
                state,
                moment,
                family.site(),
                (deviceId, transition) -> ledger.follow(
                        new AlarmChange.Subject(deviceId, frame.loggerSerialNumber(), false), transition, isLive));
        families.judged(family, moment.atMillis());
        family.judged();
        if (family.takeKeep()) {
            ledger.keep(new StateTable.Row(family.rootId(), moment.atMillis(), state.encode()));
        }
    }

    private static Moment moment(int rootId, long atMillis, List<Committed> devices) {
        List<Moment.Part> parts = new ArrayList<>(devices.size());
        for (Committed device : devices) {
            parts.add(
                    device.deviceId() == rootId ? 0 : parts.size(),
                    new Moment.Part(device.deviceId(), device.boundFromMillis(), device.samples()));
        }
        return new Moment(rootId, atMillis, parts);
    }

    /**
     * Writes and tells what the frames taken so far have raised and cleared.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public void settle() throws InterruptedException {
        rejudgement.readUnknown();
        ledger.write();
        families.trim();
    }

    /**
     * Does some of what is due beside frames: rules, deeds, silence, what late data has changed.
     *
     * @return whether more is due
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public boolean keepUp() throws InterruptedException {
        start();
        hearNews();
        silence.look(rules.book(), ledger::followSilence);
        long now = nanoClock.getAsLong();
        if (now - polledAtNanos >= POLL_NANOS) {
            poll();
            polledAtNanos = now;
        }
        settle();
        return rejudgement.judgeSome();
    }

    /**
     * Returns when everything that the frames taken so far leave is written and told, or noted.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public void flush() throws InterruptedException {
        start();
        hearNews();
        settle();
        Set<UUID> told = ledger.awaitTold();
        List<Family> unnoted = families.unnoted();
        List<NoteTable.Note> notes = new ArrayList<>(foreignNotes);
        unnoted.forEach(family -> notes.add(
                new NoteTable.Note(family.rootId(), family.dirtySinceMillis(), family.loggerSerialNumber(), 0)));
        List<NoteTable.Note> unconfirmed = families.unconfirmed();
        List<SilenceWatch.Unstored> settings = silence.unstoredSettings();
        if (notes.isEmpty() && unconfirmed.isEmpty() && told.isEmpty() && settings.isEmpty() && listening.isStored()) {
            return;
        }
        commit(transactions, "alarm_note", open -> {
            if (!rules.areThoseOf(open)) {
                NoteTable.upsert(open, unconfirmed);
            }
            NoteTable.upsert(open, notes);
            StartTable.published(open, told);
            NoteTable.noteMoved(open, settings);
            StartTable.settings(
                    open, settings.stream().map(SilenceWatch.Unstored::settings).toList());
            listening.write(open);
        });
        families.confirmed();
        unnoted.forEach(Family::noted);
        foreignNotes.clear();
        ledger.noted();
        silence.settingsStored();
        listening.stored();
    }

    private void hearNews() throws InterruptedException {
        if (news.adoptRules(transactions, families::unconfirmed)) {
            families.confirmed();
            useRules();
        }
        news.applyDeeds(transactions, ledger, clock.millis());
    }

    private void useRules() {
        judge.use(rules.book());
        silence.lookAgain();
    }

    /** Reads what was before this writer. */
    private void start() throws InterruptedException {
        if (hasStarted) {
            return;
        }
        List<AlarmEvent> untold = new ArrayList<>();
        commit(transactions, "alarm", open -> {
            untold.clear();
            rules.stored(RuleTable.read(open, rules.json()));
            listening.read(open);
            StartTable.loggers(open, (serialNumber, receipt, settings) -> {
                if (ownership.owns(serialNumber)) {
                    silence.known(serialNumber, receipt, settings);
                }
            });
            StartTable.bmss(open, bmsTypes(), silence::known);
            AlarmTable.where(open, StartTable.SILENT).forEach(silence::known);
            if (ownership.isFirst()) {
                untold.addAll(StartTable.unpublished(open));
            }
        });
        judge.use(rules.book());
        hasStarted = true;
        ledger.tell(untold);
    }

    private List<Integer> bmsTypes() {
        return catalogue.deviceTypes().stream()
                .filter(type -> type.category() == Category.BMS)
                .map(DeviceType::code)
                .toList();
    }

    private void poll() throws InterruptedException {
        List<NoteTable.Note> notes = new ArrayList<>();
        Map<UUID, StartTable.Departure> departed = new LinkedHashMap<>();
        List<AlarmEvent> events = new ArrayList<>();
        List<AlarmTable.Stored> gone = new ArrayList<>();
        List<RuleTable.Content> others = new ArrayList<>();
        List<NoteTable.Note> unconfirmed = families.unconfirmed();
        commit(transactions, "alarm_note", open -> {
            notes.clear();
            events.clear();
            gone.clear();
            others.clear();
            departed.clear();
            if (!rules.areThoseOf(open)) {
                NoteTable.upsert(open, unconfirmed);
                others.add(RuleTable.read(open, rules.json()));
            }
            notes.addAll(NoteTable.readAll(open));
            departed.putAll(StartTable.departed(open));
            gone.addAll(AlarmTable.where(open, StartTable.GONE));
            if (ownership.isFirst()) {
                events.addAll(DeedTable.endShelvings(open, clock.millis()));
            }
        });
        families.confirmed();
        others.forEach(rules::stored);
        if (!others.isEmpty()) {
            useRules();
        }
        ledger.tell(events);
        gone.forEach(alarm -> silence.gone(alarm, ledger::followSilence));
        for (NoteTable.Note note : notes) {
            if (ownership.owns(note.loggerSerialNumber())) {
                take(note);
            }
        }
        leftOpen.retainAll(departed.keySet());
        departed.forEach((alarm, departure) -> {
            if (ownership.owns(departure.loggerSerialNumber()) && leftOpen.add(alarm)) {
                close(departure);
            }
        });
    }

    /** What is open of a device that has left is closed when the family is judged again. */
    private void close(StartTable.Departure departure) {
        Family family = family(departure.rootId(), departure.loggerSerialNumber());
        family.liveMoments().add(departure.atMillis());
        rejudgement.dirty(family, departure.atMillis());
    }

    private void take(NoteTable.Note note) {
        Family family = family(note.rootId(), note.loggerSerialNumber());
        if (note.sinceMillis() < family.dirtySinceMillis()) {
            rejudgement.dirty(family, note.sinceMillis());
            family.noted();
        }
    }

    /** By what is known of how its logger sends. */
    private Family family(int rootId, String loggerSerialNumber) {
        Family family = families.of(rootId, loggerSerialNumber);
        family.learn(silence.settings(loggerSerialNumber), since -> rejudgement.dirty(family, since));
        return family;
    }

    /** Does what the database cannot refuse for its content. */
    static void commit(Transactions transactions, String table, Transactions.Work work) throws InterruptedException {
        SQLException refusal = transactions.commit(work);
        if (refusal != null) {
            throw new IllegalStateException("cannot write " + table + ": " + refusal.getMessage(), refusal);
        }
    }
}
