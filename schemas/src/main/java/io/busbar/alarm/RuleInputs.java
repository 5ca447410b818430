package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The measuring points that a rule looks at: the rule itself, and an alarm of it, say something of each. A gate or a release may ask the BMS in
 * place of the device, so both count. Stateless.
 */
public final class RuleInputs {

    /** What a limit in multiples of the capacity is reckoned from, as far as a device has it. */
    private static final List<Role> CAPACITY = List.of(Role.TOTAL_CAPACITY, Role.RATED_ENERGY, Role.VOLTAGE);

    private RuleInputs() {}

    /** On devices of a type, whatever BMS they are part of: of cells and probes all. Empty for silence. */
    public static Set<MeasuringPoint> of(AlarmRule rule, DeviceType type, Catalogue catalogue) {
        List<DeviceType> parents = catalogue.deviceTypes().stream()
                .filter(other -> type.equals(catalogue.packType(other)))
                .toList();
        return of(rule, type, parents, catalogue);
    }

    /**
     * On one device; none for silence.
     *
     * @param parent type of the BMS that the device is part of, null for none
     * @return empty when the rule has a point that neither of the two has
     */
    public static Optional<Set<MeasuringPoint>> of(
            AlarmRule rule, DeviceType type, @Nullable DeviceType parent, Catalogue catalogue) {
        boolean isComplete =
                (rule.point() == null || !on(rule.point(), type, catalogue).isEmpty())
                        && asked(rule).allMatch(point -> !near(point, type, parent, catalogue)
                                .isEmpty());
        return isComplete
                ? Optional.of(of(rule, type, parent == null ? List.of() : List.of(parent), catalogue))
                : Optional.empty();
    }

    /** The point on the device and on its BMS, as far as they have it. */
    public static List<MeasuringPoint> near(
            RulePoint point, DeviceType type, @Nullable DeviceType parent, Catalogue catalogue) {
        List<MeasuringPoint> near = new ArrayList<>(on(point, type, catalogue));
        if (parent != null) {
            near.addAll(on(point, parent, catalogue));
        }
        return near;
    }

    private static Set<MeasuringPoint> of(
            AlarmRule rule, DeviceType type, List<DeviceType> parents, Catalogue catalogue) {
        List<DeviceType> family = new ArrayList<>(List.of(type));
        family.addAll(parents);
        Set<MeasuringPoint> inputs = new LinkedHashSet<>();
        if (rule.point() != null) {
            inputs.addAll(on(rule.point(), type, catalogue));
        }
        asked(rule).forEach(point -> family.forEach(each -> inputs.addAll(on(point, each, catalogue))));
        if (isOfCapacity(rule)) {
            DeviceType packs = catalogue.packType(type);
            if (packs != null) {
                family.add(packs);
            }
            CAPACITY.forEach(role -> family.forEach(each -> inputs.addAll(on(RulePoint.of(role), each, catalogue))));
        }
        return inputs;
    }

    /** By gates and releases. */
    private static Stream<RulePoint> asked(AlarmRule rule) {
        return Stream.concat(
                rule.gates().stream().map(Gate::point), rule.releases().stream().map(Release::point));
    }

    /** The point, or all cells or probes that it stands for. */
    private static List<MeasuringPoint> on(RulePoint point, DeviceType type, Catalogue catalogue) {
        MeasuringPoint single = point.on(type, catalogue);
        if (single == null) {
            return List.of();
        }
        return point.numbered()
                ? catalogue.points(type).stream()
                        .filter(each -> each.role() == point.role())
                        .toList()
                : List.of(single);
    }

    private static boolean isOfCapacity(AlarmRule rule) {
        Stream<@Nullable Limit> own = Stream.of(rule.raise(), rule.clear());
        Stream<@Nullable Limit> gates = rule.gates().stream().flatMap(gate -> Stream.of(gate.min(), gate.max()));
        Stream<@Nullable Limit> releases = rule.releases().stream().map(Release::value);
        return Stream.of(own, gates, releases)
                .flatMap(limits -> limits)
                .filter(Objects::nonNull)
                .anyMatch(Limit::ofCapacity);
    }
}
