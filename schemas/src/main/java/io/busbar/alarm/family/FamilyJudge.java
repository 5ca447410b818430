package io.busbar.alarm.family;

import io.busbar.alarm.AlarmEvaluator;
import io.busbar.alarm.AlarmState;
import io.busbar.alarm.DeviceRules;
import io.busbar.alarm.Observation;
import io.busbar.alarm.RuleBook;
import io.busbar.alarm.RuleScope.Place;
import io.busbar.alarm.Transition;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lets the evaluator look at the moments of families, whether they come live or are read again. Confined to one thread.
 */
public final class FamilyJudge {

    private final Catalogue catalogue;
    private final Map<Integer, Observation> observations = new HashMap<>();
    private final Map<String, Ruled> rules = new HashMap<>();
    private RuleBook book;

    /** What is for a device, as long as it stands where it did. */
    private record Ruled(Place place, DeviceRules rules) {}

    /** Is told what happens to the alarms of devices. */
    public interface Transitions {
        void transition(int deviceId, Transition transition);
    }

    public FamilyJudge(Catalogue catalogue, RuleBook book) {
        this.catalogue = catalogue;
        this.book = book;
    }

    /** From now on by other rules. */
    public void use(RuleBook other) {
        book = other;
        rules.clear();
    }

    /**
     * Goes one moment on, which is later than the last one.
     *
     * @param site at that moment
     * @param out is told the transitions, device by device
     */
    public void judge(FamilyState state, Moment moment, Site site, Transitions out) {
        Observation parent = null;
        for (Moment.Part part : moment.parts()) {
            Consumer<Transition> outOfDevice = transition -> out.transition(part.deviceId(), transition);
            Said said = part.said();
            DeviceType type = catalogue.deviceType(said.typeCode());
            if (type == null) {
                continue;
            }
            boolean isRoot = part.deviceId() == moment.rootId();
            Observation seen = observation(type);
            seen.begin(said.serialNumber(), moment.atMillis(), moment.atMillis(), isRoot ? null : parent);
            said.tell(seen);
            if (isRoot && said.isOfBms()) {
                parent = seen;
                tellCapacity(seen, type, moment.parts());
            }
            AlarmState stateOfDevice = state.of(part, outOfDevice);
            AlarmEvaluator.step(
                    rules(type, said.serialNumber(), site),
                    stateOfDevice,
                    seen,
                    site.uploadIntervalSeconds() * 1_000L,
                    outOfDevice);
        }
        state.judged(moment.atMillis());
    }

    private Observation observation(DeviceType type) {
        return observations.computeIfAbsent(type.code(), code -> Observation.of(catalogue, type));
    }

    private DeviceRules rules(DeviceType type, String serialNumber, Site site) {
        Ruled known = rules.get(serialNumber);
        if (known == null
                || !known.place.plant().equals(site.plant())
                || !known.place.organization().equals(site.organization())) {
            Place place = new Place(site.organization(), site.plant(), serialNumber);
            known = new Ruled(place, book.forDevice(type, place));
            rules.put(serialNumber, known);
        }
        return known.rules;
    }

    /** Of packs in parallel that all say their own. */
    private void tellCapacity(Observation bms, DeviceType bmsType, List<Moment.Part> parts) {
        if (parts.size() < 2 || catalogue.byRole(bmsType, Role.SERIES_SPAN) != null) {
            return;
        }
        long sum = 0;
        for (Moment.Part part : parts.subList(1, parts.size())) {
            DeviceType type = catalogue.deviceType(part.said().typeCode());
            MeasuringPoint capacity = type == null ? null : catalogue.byRole(type, Role.TOTAL_CAPACITY);
            long value = capacity == null ? Observation.NO_VALUE : part.said().value(capacity.id());
            if (capacity == null || value == Observation.NO_VALUE || !capacity.plausible(value)) {
                return;
            }
            sum += value;
        }
        bms.packsCapacity(sum);
    }
}
