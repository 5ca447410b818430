package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule looks at: an alarm of it, and the rule itself, say something of each of these points. Stateless. */
public final class RuleInputs {

    private static final List<Role> OF_CAPACITY = List.of(Role.TOTAL_CAPACITY, Role.RATED_ENERGY, Role.VOLTAGE);

    private RuleInputs() {}

    /**
     * The points that the rule may look at on devices of a type, those of the BMS that they are part of included: of cells and probes all, and
     * where a limit is a multiple of the capacity all that this may be reckoned from. Empty for silence.
     */
    public static Set<MeasuringPoint> of(AlarmRule rule, DeviceType type, Catalogue catalogue) {
        Set<MeasuringPoint> inputs = new LinkedHashSet<>();
        RulePoint point = rule.point();
        if (point != null) {
            add(inputs, point, List.of(type), catalogue);
            addCapacity(inputs, type, catalogue, rule.raise(), rule.clear());
        }
        List<DeviceType> askedInTurn = new ArrayList<>(List.of(type));
        askedInTurn.addAll(bmsTypes(type, catalogue));
        rule.gates().forEach(gate -> {
            add(inputs, gate.point(), askedInTurn, catalogue);
            addCapacity(inputs, type, catalogue, gate.min(), gate.max());
        });
        rule.releases().forEach(release -> {
            add(inputs, release.point(), askedInTurn, catalogue);
            addCapacity(inputs, type, catalogue, release.value(), null);
        });
        return inputs;
    }

    private static void add(Set<MeasuringPoint> inputs, RulePoint point, List<DeviceType> types, Catalogue catalogue) {
        for (DeviceType type : types) {
            MeasuringPoint known = point.on(type, catalogue);
            if (known != null && point.numbered()) {
                catalogue.points(type).stream()
                        .filter(candidate -> candidate.role() == point.role())
                        .forEach(inputs::add);
            } else if (known != null) {
                inputs.add(known);
            }
        }
    }

    private static void addCapacity(
            Set<MeasuringPoint> inputs,
            DeviceType type,
            Catalogue catalogue,
            @Nullable Limit one,
            @Nullable Limit other) {
        if ((one == null || !one.ofCapacity()) && (other == null || !other.ofCapacity())) {
            return;
        }
        List<DeviceType> family = new ArrayList<>(bmsTypes(type, catalogue));
        family.add(type);
        DeviceType packs = catalogue.packType(type);
        if (packs != null) {
            family.add(packs);
        }
        for (DeviceType each : family) {
            for (Role role : OF_CAPACITY) {
                MeasuringPoint capacity = catalogue.byRole(each, role);
                if (capacity != null) {
                    inputs.add(capacity);
                }
            }
        }
    }

    /** What devices of the type may be part of. */
    private static List<DeviceType> bmsTypes(DeviceType type, Catalogue catalogue) {
        return catalogue.deviceTypes().stream()
                .filter(other -> type.equals(catalogue.packType(other)))
                .toList();
    }
}
