package io.busbar.alarm;

import io.busbar.alarm.RuleScope.Place;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every version of every rule, and of them what is for a device. Of the versions of a rule whose effectiveFrom has come, the highest looks, so
 * that a later version may also correct the past; where it is disabled or not for the device, no version looks. A rule that changes makes a
 * new book. Where a rule replaces another, that one does not look, whether the first is enabled or not. Immutable but for what it has made ready; confined to one thread.
 */
public final class RuleBook {

    private final Catalogue catalogue;
    private final List<AlarmRule> versions;
    private final Map<Key, DeviceRules> made = new HashMap<>();

    private record Key(int typeCode, BitSet covering) {}

    /** @throws IllegalArgumentException when a rule does not fit the catalogue, or a version is there twice */
    public RuleBook(Catalogue catalogue, Collection<AlarmRule> versions) {
        this.catalogue = catalogue;
        this.versions = versions.stream()
                .sorted(Comparator.comparing(AlarmRule::id).thenComparingInt(AlarmRule::version))
                .toList();
        for (int i = 0; i < this.versions.size(); i++) {
            AlarmRule rule = RuleCheck.require(this.versions.get(i), catalogue);
            AlarmRule before = i == 0 ? rule : this.versions.get(i - 1);
            if (i > 0 && before.id().equals(rule.id()) && before.version() == rule.version()) {
                throw new IllegalArgumentException(
                        "alarm rule '" + rule.id() + "': version " + rule.version() + " is there twice");
            }
        }
    }

    /** The rules on values for a device; the same object for devices that the same versions are for. */
    public DeviceRules forDevice(DeviceType type, Place place) {
        BitSet covering = new BitSet(versions.size());
        for (int i = 0; i < versions.size(); i++) {
            AlarmRule rule = versions.get(i);
            if (rule.kind() != RuleKind.SILENCE && isFor(rule, type, place)) {
                covering.set(i);
            }
        }
        return made.computeIfAbsent(new Key(type.code(), covering), key -> make(type, key.covering()));
    }

    /** The versions of silence rules that look at a logger or BMS at this time, in the order of their ids. */
    public List<AlarmRule> silenceRules(DeviceType type, Place place, long atMillis) {
        Map<String, AlarmRule> rules = new LinkedHashMap<>();
        for (AlarmRule rule : versions) {
            if (rule.kind() == RuleKind.SILENCE && rule.effectiveFromMillis() <= atMillis) {
                rules.put(rule.id(), rule); // versions ascend: the highest stays
            }
        }
        rules.values().removeIf(rule -> !isFor(rule, type, place));
        Set<String> replaced = new HashSet<>();
        for (AlarmRule rule : rules.values()) {
            if (rule.replaces() != null) {
                replaced.add(rule.replaces());
            }
        }
        rules.values().removeIf(rule -> !rule.enabled() || replaced.contains(rule.id()));
        return List.copyOf(rules.values());
    }

    private static boolean isFor(AlarmRule rule, DeviceType type, Place place) {
        return rule.deviceTypes().contains(type.code()) && rule.scope().covers(place);
    }

    private DeviceRules make(DeviceType type, BitSet covering) {
        TreeSet<String> ids = new TreeSet<>();
        covering.stream().forEach(i -> ids.add(versions.get(i).id()));
        TreeSet<Long> starts = new TreeSet<>();
        for (AlarmRule rule : versions) {
            if (ids.contains(rule.id())) {
                starts.add(rule.effectiveFromMillis());
            }
        }
        PointSlots slots = new PointSlots(catalogue, type);
        @Nullable ReadyRule[] ready = new @Nullable ReadyRule[versions.size()];
        covering.stream()
                .filter(i -> versions.get(i).enabled())
                .forEach(i -> ready[i] = new ReadyRule(versions.get(i), type, catalogue, slots));
        List<String> slotIds = new ArrayList<>(ids);
        @Nullable ReadyRule[][] epochs = new @Nullable ReadyRule[starts.size() + 1][];
        epochs[0] = new @Nullable ReadyRule[slotIds.size()];
        int epoch = 1;
        for (long start : starts) {
            epochs[epoch++] = at(start, slotIds, covering, ready);
        }
        return new DeviceRules(
                slotIds, starts.stream().mapToLong(Long::longValue).toArray(), epochs);
    }

    private @Nullable ReadyRule[] at(
            long atMillis, List<String> slotIds, BitSet covering, @Nullable ReadyRule[] ready) {
        @Nullable ReadyRule[] rules = new @Nullable ReadyRule[slotIds.size()];
        @Nullable String[] replaced = new @Nullable String[slotIds.size()];
        for (int i = 0; i < versions.size(); i++) {
            AlarmRule rule = versions.get(i);
            int slot = slotIds.indexOf(rule.id());
            if (slot >= 0 && rule.effectiveFromMillis() <= atMillis) {
                rules[slot] = ready[i]; // versions ascend: the highest stays
                replaced[slot] = covering.get(i) ? rule.replaces() : null;
            }
        }
        for (@Nullable String id : replaced) {
            int slot = id == null ? -1 : slotIds.indexOf(id);
            if (slot >= 0) {
                rules[slot] = null;
            }
        }
        return rules;
    }
}
