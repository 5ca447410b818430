package io.busbar.alarm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that may be raised on devices of one type and scope, and which version of each rule looks at which time. Event time falls into epochs;
 * within one nothing about the rules changes. Made by {@link RuleBook#forDevice}. Immutable, shared by all devices it is for.
 */
public final class DeviceRules {

    /** Ascending; a rule's place here is its slot in a state. */
    final String[] ids;

    private final long[] epochStarts;
    private final @Nullable ReadyRule[][] epochs;

    /** Epoch 0 is before every rule, epoch {@code i} starts at {@code epochStarts[i - 1]}. */
    DeviceRules(List<String> ids, long[] epochStarts, @Nullable ReadyRule[][] epochs) {
        this.ids = ids.toArray(String[]::new);
        this.epochStarts = epochStarts;
        this.epochs = epochs;
    }

    /** By slot the version that looks at this time; null where none does. */
    @Nullable
    ReadyRule[] at(long atMillis) {
        int epoch = epochStarts.length;
        while (epoch > 0 && atMillis < epochStarts[epoch - 1]) {
            epoch--;
        }
        return epochs[epoch];
    }

    int size() {
        return ids.length;
    }

    /** The ids of the rules, ascending. */
    public List<String> ruleIds() {
        return List.of(ids);
    }
}
