package io.busbar.jobs.alarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The families whose frames this writer gets, as far as they are in memory. Those least heard of are forgotten first; what is to be known of
 * them is stored. About 2 kB each. Confined to one thread.
 */
final class Families {

    private static final int MAX_FAMILIES = 50_000;

    private final int momentsBetweenStates;

    /** In the order in which they were last heard of. */
    private final Map<Integer, Family> byRoot = new LinkedHashMap<>(16, 0.75f, true);

    /** Which family a device was seen in, while one logger spoke for it. */
    private final Map<Spoken, Integer> rootOfDevice = new HashMap<>();

    private final Set<Family> unknown = new LinkedHashSet<>();
    private final Set<Family> dirty = new LinkedHashSet<>();

    /**
     * Judged since it was last looked whether the rules known here are all. Whoever stores a rule notes the families that there are: one that came after
     * that and was judged before this writer heard of the rule nobody else would have judged again.
     */
    private final List<Family> unconfirmed = new ArrayList<>();

    private record Spoken(int deviceId, long boundFromMillis) {}

    /** @param momentsBetweenStates after how many of them the state of a family is to be kept again */
    Families(int momentsBetweenStates) {
        this.momentsBetweenStates = momentsBetweenStates;
    }

    Family of(int rootId, String loggerSerialNumber) {
        Family known = byRoot.get(rootId);
        if (known != null && known.loggerSerialNumber().equals(loggerSerialNumber)) {
            return known;
        }
        Family family = new Family(rootId, loggerSerialNumber, momentsBetweenStates);
        if (known != null) {
            forget(known);
            family.takeOver(known);
        }
        byRoot.put(rootId, family);
        if (family.isDirty()) {
            dirty.add(family);
        }
        return family;
    }

    /**
     * A device was seen in a family.
     *
     * @param boundFromMillis since when its logger speaks for it
     * @return whether it was in another before, which its logger did not say then
     */
    boolean seen(int deviceId, long boundFromMillis, int rootId) {
        Integer before = rootOfDevice.put(new Spoken(deviceId, boundFromMillis), rootId);
        return before != null && before != rootId;
    }

    /** Its state is to be read before anything else is done with it. */
    void mustBeRead(Family family) {
        unknown.add(family);
    }

    void dirtied(Family family) {
        dirty.add(family);
    }

    /** Its state is that of what is stored. */
    void evaluated(Family family) {
        unknown.remove(family);
        if (!family.isDirty()) {
            dirty.remove(family);
        }
    }

    /** It was judged from this moment on. */
    void judged(Family family, long sinceMillis) {
        family.judgedSince(sinceMillis);
        if (family.unconfirmed(sinceMillis)) {
            unconfirmed.add(family);
        }
    }

    /** What is to be judged again should the rules known here not be all. */
    List<NoteTable.Note> unconfirmed() {
        return unconfirmed.stream()
                .map(family -> new NoteTable.Note(
                        family.rootId(), family.unconfirmedSinceMillis(), family.loggerSerialNumber(), 0))
                .toList();
    }

    /** The rules were all, or what was judged is noted. */
    void confirmed() {
        unconfirmed.forEach(Family::confirmed);
        unconfirmed.clear();
    }

    List<Family> unread(int atMost) {
        return unknown.stream().limit(atMost).toList();
    }

    List<Family> due(int atMost, long nowNanos, long quietNanos, long patienceNanos) {
        return dirty.stream()
                .filter(family -> !unknown.contains(family) && family.isDue(nowNanos, quietNanos, patienceNanos))
                .limit(atMost)
                .toList();
    }

    /** Those of which the table of notes does not say that they are to be judged again. */
    List<Family> unnoted() {
        return dirty.stream().filter(family -> !family.isNoted()).toList();
    }

    int dirtyFamilies() {
        return dirty.size();
    }

    void trim() {
        if (byRoot.size() <= MAX_FAMILIES) {
            return;
        }
        int surplus = byRoot.size() - MAX_FAMILIES / 2;
        for (Iterator<Family> each = byRoot.values().iterator(); each.hasNext() && surplus > 0; ) {
            Family family = each.next();
            if (!dirty.contains(family) && !unknown.contains(family)) {
                each.remove();
                surplus--;
            }
        }
        rootOfDevice.values().removeIf(root -> !byRoot.containsKey(root));
    }

    private void forget(Family family) {
        byRoot.remove(family.rootId());
        unknown.remove(family);
        dirty.remove(family);
    }
}
