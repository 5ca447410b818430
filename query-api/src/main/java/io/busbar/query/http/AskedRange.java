package io.busbar.query.http;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From when to when a call asks, by its parameters {@code from} and {@code to}. Immutable.
 *
 * @param from inclusive; null for ever
 * @param to exclusive; null for ever
 */
record AskedRange(@Nullable Instant from, @Nullable Instant to) {

    /** What is said of a {@code from} that is not. */
    static final String IN_ORDER = "is to be before to";

    /** One with both ends. Immutable. */
    record Whole(Instant from, Instant to) {}

    /** @throws Refusal when one is no time, or they are in no order */
    static AskedRange of(Call call) {
        List<Fault> faults = new ArrayList<>();
        AskedRange asked = new AskedRange(time(call, "from", faults), time(call, "to", faults));
        if (asked.from != null && asked.to != null) {
            requireOrder(asked.from, asked.to, faults);
        }
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
        return asked;
    }

    /**
     * What is missing is as usual; what is wrong is among the faults, and the range is no answer then.
     *
     * @param usual how long before its end it begins
     */
    static Whole whole(Call call, Instant usualTo, Duration usual, List<Fault> faults) {
        Instant to = Objects.requireNonNullElse(time(call, "to", faults), usualTo);
        Instant from = Objects.requireNonNullElse(time(call, "from", faults), to.minus(usual));
        requireOrder(from, to, faults);
        return new Whole(from, to);
    }

    private static void requireOrder(Instant from, Instant to, List<Fault> faults) {
        if (faults.isEmpty() && !from.isBefore(to)) {
            faults.add(new Fault("?from", IN_ORDER));
        }
    }

    private static @Nullable Instant time(Call call, String name, List<Fault> faults) {
        String text = call.query(name);
        Instant time = text == null ? null : Times.parse(text);
        if (text != null && time == null) {
            faults.add(new Fault("?" + name, "is to be " + Times.ALLOWED));
        }
        return time;
    }
}
