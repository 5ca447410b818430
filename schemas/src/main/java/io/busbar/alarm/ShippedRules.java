package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * The rules that a new system starts with: those of shipped-rules.json beside this class, for lithium iron phosphate, and one for every
 * alarm that the catalogue says a BMS reports. They hold everywhere, in the first version, from the beginning of time; whoever edits them makes
 * a second version. Stateless.
 */
public final class ShippedRules {

    private static final String RESOURCE = "shipped-rules.json";

    /** The maker's name of a bit that has no meaning yet. */
    private static final String RESERVED = "(empty)";

    private static final long FROM_THE_BEGINNING = 0;

    private ShippedRules() {}

    /** @throws IllegalArgumentException listing what is wrong with a rule */
    public static List<AlarmRule> load(Catalogue catalogue) {
        List<AlarmRule> rules = new ArrayList<>();
        try (InputStream in = ShippedRules.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("not part of this build: " + RESOURCE);
            }
            rules.addAll(new AlarmRuleJson(catalogue).readList(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rules.addAll(alarmBits(catalogue));
        return List.copyOf(rules);
    }

    /** Registers have several alarms whose meaning only their maker knows: the total alarm flag tells of those. */
    private static List<AlarmRule> alarmBits(Catalogue catalogue) {
        Map<String, MeasuringPoint> points = new LinkedHashMap<>();
        Map<String, TreeSet<Integer>> types = new LinkedHashMap<>();
        for (DeviceType type : catalogue.deviceTypes()) {
            for (MeasuringPoint point : catalogue.points(type)) {
                boolean bit = point.role() == Role.ALARM_BIT && !point.name().equals(RESERVED);
                if (point.alarm() && bit) {
                    String key = point.id() + " " + point.name();
                    points.putIfAbsent(key, point);
                    types.computeIfAbsent(key, any -> new TreeSet<>()).add(type.code());
                }
            }
        }
        List<AlarmRule> rules = new ArrayList<>();
        types.forEach((key, codes) -> {
            MeasuringPoint point = points.get(key);
            if (point != null) {
                rules.add(rule(point, List.copyOf(codes)));
            }
        });
        return rules;
    }

    private static AlarmRule rule(MeasuringPoint point, List<Integer> types) {
        String name = point.name().toLowerCase(Locale.ROOT);
        boolean broken = name.contains("error") || name.contains("fault");
        return new AlarmRule(
                "bms-alarm-" + types.get(0) + "-" + point.id(),
                "BMS reports: " + point.name(),
                RuleKind.BIT,
                types,
                RulePoint.of(point.id()),
                null,
                null,
                null,
                null,
                0,
                0,
                1,
                broken ? Severity.FAULT : Severity.WARNING,
                List.of(),
                List.of(),
                RuleScope.EVERYWHERE,
                null,
                true,
                1,
                FROM_THE_BEGINNING);
    }
}
