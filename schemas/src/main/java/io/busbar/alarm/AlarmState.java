package io.busbar.alarm;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the rules of one device stand after the last frame that they looked at. A device without alarms takes a byte per rule; the numbers
 * are there from the first time that a rule leaves its rest. May be {@linkplain #copy copied}, written and read at any frame: who goes on from
 * there finds what everyone finds who stepped through all frames. Confined to one thread.
 */
public final class AlarmState {

    static final int WORDS = 6;
    /** First sample of the wait in PENDING or CLEARING, ms. */
    static final int SINCE = 0;
    /** Last sample that the rule looked at while it waited, or that its rate is from, ms. */
    static final int LOOKED = 1;

    static final int RAISED = 2;
    /** Value that the next rate is reckoned from. */
    static final int LAST_VALUE = 3;
    /** Samples of the wait << 32 | transitions of the occurrence. */
    static final int COUNTS = 4;
    /** Version of the rule that looked last << 32 | severity << 16 | cell that raised; 0 while the slot knows nothing. */
    static final int RULE = 5;

    private static final long[] NOTHING = new long[0];

    private @Nullable DeviceRules rules;
    private String[] ids;
    private AlarmPhase[] phases;
    private long[] words;
    private long lastObservedAtMillis;

    AlarmState(String[] ids, AlarmPhase[] phases, long[] words, long lastObservedAtMillis) {
        this.ids = ids;
        this.phases = phases;
        this.words = words;
        this.lastObservedAtMillis = lastObservedAtMillis;
    }

    /** Of a device that nothing has been seen of. */
    public AlarmState() {
        this(new String[0], new AlarmPhase[0], NOTHING, Long.MIN_VALUE);
    }

    public AlarmState copy() {
        AlarmState copy = new AlarmState(ids, phases.clone(), words.clone(), lastObservedAtMillis);
        copy.rules = rules;
        return copy;
    }

    /** Time of the last frame; {@link Long#MIN_VALUE} when there was none. */
    public long lastObservedAtMillis() {
        return lastObservedAtMillis;
    }

    /** Where a rule stands. */
    public AlarmPhase phase(String ruleId) {
        for (int slot = 0; slot < ids.length; slot++) {
            if (ids[slot].equals(ruleId)) {
                return phases[slot];
            }
        }
        return AlarmPhase.NORMAL;
    }

    /** Whether the alarm of a rule that was raised at that moment is not cleared. */
    public boolean isOpen(String ruleId, long raisedAtMillis) {
        for (int slot = 0; slot < ids.length; slot++) {
            if (ids[slot].equals(ruleId)) {
                return phases[slot].open() && get(slot, RAISED) == raisedAtMillis;
            }
        }
        return false;
    }

    /** How many alarms are raised and not cleared. */
    public int openAlarms() {
        int open = 0;
        for (AlarmPhase phase : phases) {
            open += phase.open() ? 1 : 0;
        }
        return open;
    }

    /** The {@link AlarmStateLayout bytes} that {@link #write} takes. */
    public int length() {
        return AlarmStateLayout.length(this);
    }

    /** Writes at the buffer's position, in whatever byte order it has. */
    public void write(ByteBuffer out) {
        AlarmStateLayout.write(this, out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when the bytes are no such state
     */
    public static AlarmState read(ByteBuffer in) {
        return AlarmStateLayout.read(in);
    }

    void observed(long atMillis) {
        if (atMillis <= lastObservedAtMillis) {
            throw new IllegalArgumentException("frame out of order: time=" + atMillis + ", last=" + lastObservedAtMillis
                    + ", allowed: later ones; step again from a state before it");
        }
        lastObservedAtMillis = atMillis;
    }

    /** Gives every rule of a device the slot that it has there. Alarms of rules that are gone come behind, to be closed. */
    void bind(DeviceRules to) {
        if (rules == to) {
            return;
        }
        String[] all = Arrays.copyOf(to.ids, to.size() + ids.length);
        int count = to.size();
        for (int slot = 0; slot < ids.length; slot++) {
            if (Arrays.binarySearch(to.ids, ids[slot]) < 0 && phases[slot].open()) {
                all[count++] = ids[slot];
            }
        }
        AlarmState old = new AlarmState(ids, phases, words, lastObservedAtMillis);
        ids = count == to.size() ? to.ids : Arrays.copyOf(all, count);
        phases = new AlarmPhase[count];
        Arrays.fill(phases, AlarmPhase.NORMAL);
        words = NOTHING;
        for (int slot = 0; slot < count; slot++) {
            int before = Arrays.asList(old.ids).indexOf(ids[slot]);
            if (before >= 0 && !old.atRest(before)) {
                phases[slot] = old.phases[before];
                for (int word = 0; word < WORDS; word++) {
                    set(slot, word, old.get(before, word));
                }
            }
        }
        rules = to;
    }

    /** Lets go of the slots behind those of the device's rules, once they are closed. */
    void trim(DeviceRules to) {
        if (ids.length > to.size()) {
            ids = to.ids;
            phases = Arrays.copyOf(phases, to.size());
            words = words.length == 0 ? words : Arrays.copyOf(words, to.size() * WORDS);
        }
    }

    int slots() {
        return ids.length;
    }

    String ruleId(int slot) {
        return ids[slot];
    }

    AlarmPhase phase(int slot) {
        return phases[slot];
    }

    void phase(int slot, AlarmPhase phase) {
        phases[slot] = phase;
    }

    long get(int slot, int word) {
        return words.length == 0 ? 0 : words[slot * WORDS + word];
    }

    void set(int slot, int word, long value) {
        if (words.length == 0) {
            words = new long[ids.length * WORDS];
        }
        words[slot * WORDS + word] = value;
    }

    void clear(int slot) {
        phases[slot] = AlarmPhase.NORMAL;
        if (words.length > 0) {
            Arrays.fill(words, slot * WORDS, (slot + 1) * WORDS, 0);
        }
    }

    int samples(int slot) {
        return (int) (get(slot, COUNTS) >>> 32);
    }

    void samples(int slot, int samples) {
        set(slot, COUNTS, (long) samples << 32 | (get(slot, COUNTS) & 0xFFFF_FFFFL));
    }

    /** The next number of a transition of the slot's occurrence. */
    int nextSequence(int slot) {
        long next = get(slot, COUNTS) + 1;
        set(slot, COUNTS, next);
        return (int) next;
    }

    int version(int slot) {
        return (int) (get(slot, RULE) >>> 32);
    }

    Severity severity(int slot) {
        return Severity.ofLevel((int) (get(slot, RULE) >>> 16) & 0xFFFF);
    }

    int cell(int slot) {
        return (int) get(slot, RULE) & 0xFFFF;
    }

    void cell(int slot, int cell) {
        set(slot, RULE, (get(slot, RULE) & ~0xFFFFL) | cell);
    }

    /** Remembers which version looked; its cell stays. */
    void looked(int slot, AlarmRule rule) {
        set(slot, RULE, (long) rule.version() << 32 | (long) rule.severity().level() << 16 | cell(slot));
    }

    /** True when there is nothing to remember of the slot. */
    boolean atRest(int slot) {
        return phases[slot] == AlarmPhase.NORMAL && get(slot, RULE) == 0;
    }
}
