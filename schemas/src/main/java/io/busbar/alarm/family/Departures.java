package io.busbar.alarm.family;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * When devices leave a family, for their logger speaks for them no more: what is open of them is closed at that moment. Confined to one thread.
 */
public final class Departures {

    private final List<Departure> inOrder;
    private int next;

    /**
     * Immutable.
     *
     * @param boundFromMillis since when the logger had spoken for it, {@link Long#MIN_VALUE} for ever
     * @param atMillis since when it does not
     */
    public record Departure(int deviceId, String serialNumber, long boundFromMillis, long atMillis) {}

    public Departures(Collection<Departure> departures) {
        inOrder = departures.stream()
                .sorted(Comparator.comparing(Departure::atMillis).thenComparing(Departure::serialNumber))
                .toList();
    }

    /** Goes on to a moment, inclusive: who speaks for a device from then on is not who spoke for it before. */
    public void goOn(FamilyState state, long untilMillis, FamilyJudge.Transitions out) {
        while (next < inOrder.size() && inOrder.get(next).atMillis() <= untilMillis) {
            state.leave(inOrder.get(next++), out);
        }
    }

    /** Tells of what is left, after the last moment that is known. The state stays what it is at that one: others may come in between. */
    public void tellTheRest(FamilyState state, FamilyJudge.Transitions out) {
        if (next < inOrder.size()) {
            goOn(state.copy(), Long.MAX_VALUE, out);
        }
    }
}
