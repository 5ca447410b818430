package io.busbar.alarm;

import java.util.List;

/** A rule that cannot be one, with everything that is wrong with it. Immutable. */
public final class InvalidRuleException extends IllegalArgumentException {

    private final transient List<JsonFault> faults;

    InvalidRuleException(String what, List<JsonFault> faults) {
        super(what + ": " + JsonFault.join(faults));
        this.faults = List.copyOf(faults);
    }

    /** By field; never empty. */
    public List<JsonFault> faults() {
        return faults;
    }
}
