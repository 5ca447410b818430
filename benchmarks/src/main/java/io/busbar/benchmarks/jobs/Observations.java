package io.busbar.benchmarks.jobs;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.DeviceRules;
import io.busbar.alarm.Observation;
import io.busbar.alarm.RuleBook;
import io.busbar.alarm.RuleScope.Place;
import io.busbar.alarm.ShippedRules;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What those need who call the evaluator themselves: rules and an observation for each type of device. Confined to one thread. */
final class Observations {

    private static final long[] TENS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private final Catalogue catalogue = Catalogue.load();
    private final Map<Integer, OfType> types = new HashMap<>();

    /** Of one type of device. */
    record OfType(DeviceType type, DeviceRules rules, Observation seen) {}

    Observations() {
        List<AlarmRule> shipped = ShippedRules.load(catalogue);
        RuleBook book = new RuleBook(catalogue, shipped);
        Place place = new Place("", "", "");
        for (DeviceType type : catalogue.deviceTypes()) {
            types.put(type.code(), new OfType(type, book.forDevice(type, place), Observation.of(catalogue, type)));
        }
    }

    OfType of(int typeCode) {
        return Objects.requireNonNull(types.get(typeCode), "no such type");
    }

    OfType of(String path) {
        return of(Objects.requireNonNull(catalogue.deviceType(path), path).code());
    }

    /** A number of a frame at the catalogue's scale, which is never the coarser one. */
    void tell(OfType of, int pointId, long unscaled, int scale) {
        MeasuringPoint point = Objects.requireNonNull(catalogue.point(of.type(), pointId), "no such point");
        of.seen().value(pointId, unscaled * TENS[point.scale() - scale], 0);
    }
}
