package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmEvaluator;
import io.busbar.alarm.AlarmState;
import io.busbar.alarm.DeviceRules;
import io.busbar.alarm.Observation;
import io.busbar.alarm.RuleBook;
import io.busbar.alarm.RuleScope.Place;
import io.busbar.alarm.Transition;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.topic.LoggerSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the evaluator look at the moments of families, whether they come live or are read again. Confined to one thread.
 */
final class FamilyJudge {

    private final Catalogue catalogue;
    private final Map<Integer, Observation> observations = new HashMap<>();
    private final Map<String, Ruled> rules = new HashMap<>();
    private RuleBook book;

    /** What is for a device, as long as it stands where it did. */
    private record Ruled(Place place, DeviceRules rules) {}

    /** Is told what happens to the alarms of devices. */
    interface Transitions {
        void transition(int deviceId, Transition transition);
    }

    FamilyJudge(Catalogue catalogue, RuleBook book) {
        this.catalogue = catalogue;
        this.book = book;
    }

    /** From now on by other rules. */
    void use(RuleBook other) {
        book = other;
        rules.clear();
    }

    /**
     * Goes one moment on, which is later than the last one.
     *
     * @param out is told the transitions, device by device
     */
    void judge(FamilyState state, Moment moment, LoggerSettings settings, Transitions out) {
        Observation parent = null;
        for (Moment.Part part : moment.parts()) {
            Consumer<Transition> outOfDevice = transition -> out.transition(part.deviceId(), transition);
            DeviceSamples samples = part.samples();
            DeviceType type = catalogue.deviceType(samples.typeCode());
            if (type == null) {
                continue;
            }
            boolean isRoot = part.deviceId() == moment.rootId();
            Observation seen = observation(type);
            seen.begin(samples.serialNumber(), moment.atMillis(), moment.atMillis(), isRoot ? null : parent);
            fill(seen, samples);
            if (isRoot && samples.bms() != null) {
                parent = seen;
                tellCapacity(seen, type, moment.parts());
            }
            AlarmState stateOfDevice = state.of(part, outOfDevice);
            AlarmEvaluator.step(
                    rules(type, samples.serialNumber(), settings),
                    stateOfDevice,
                    seen,
                    settings.uploadIntervalSeconds() * 1_000L,
                    outOfDevice);
        }
        state.judged(moment.atMillis());
    }

    private Observation observation(DeviceType type) {
        return observations.computeIfAbsent(type.code(), code -> Observation.of(catalogue, type));
    }

    private DeviceRules rules(DeviceType type, String serialNumber, LoggerSettings settings) {
        Ruled known = rules.get(serialNumber);
        if (known == null
                || !known.place.plant().equals(settings.plant())
                || !known.place.organization().equals(settings.organization())) {
            Place place = new Place(settings.organization(), settings.plant(), serialNumber);
            known = new Ruled(place, book.forDevice(type, place));
            rules.put(serialNumber, known);
        }
        return known.rules;
    }

    private static void fill(Observation seen, DeviceSamples samples) {
        PackSample pack = samples.pack();
        if (pack != null) {
            seen.cells(pack.cellMillivolts(), pack.cellQuality(), pack.cellsExpected());
            seen.temperatures(pack.centiCelsius());
        }
        BmsSample bms = samples.bms();
        if (bms != null) {
            tell(seen, Role.VOLTAGE, bms.voltageMillivolts());
            tell(seen, Role.CURRENT, bms.currentMilliamps());
            tell(seen, Role.SOC, bms.socMillipercent());
            tell(seen, Role.SOH, bms.sohMillipercent());
            tell(seen, Role.REMAINING_ENERGY, bms.remainingWattHours());
            tell(seen, Role.LARGEST_DIFFERENTIAL, bms.largestDifferentialMillivolts());
            tell(seen, Role.SERIES_SPAN, bms.spanMillivolts());
        }
        PointSamples points = samples.points();
        for (int i = 0; i < points.size(); i++) {
            seen.value(points.ids()[i], points.values()[i], points.quality(i));
        }
    }

    private static void tell(Observation seen, Role role, @Nullable Integer value) {
        if (value != null) {
            seen.value(role, value);
        }
    }

    /** Of packs in parallel that all say their own. */
    private void tellCapacity(Observation bms, DeviceType bmsType, List<Moment.Part> parts) {
        if (parts.size() < 2 || catalogue.byRole(bmsType, Role.SERIES_SPAN) != null) {
            return;
        }
        long sum = 0;
        for (Moment.Part part : parts.subList(1, parts.size())) {
            DeviceType type = catalogue.deviceType(part.samples().typeCode());
            MeasuringPoint capacity = type == null ? null : catalogue.byRole(type, Role.TOTAL_CAPACITY);
            PointSamples points = part.samples().points();
            int place = capacity == null ? -1 : Arrays.binarySearch(points.ids(), capacity.id());
            if (capacity == null || place < 0 || !capacity.plausible(points.values()[place])) {
                return;
            }
            sum += points.values()[place];
        }
        bms.packsCapacity(sum);
    }
}
