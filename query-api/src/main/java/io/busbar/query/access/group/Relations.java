package io.busbar.query.access.group;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.group.Relation.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of how points depend on one another, by their roles: the lineage of derived points, and what batteries cannot help being.
 * Stateless.
 */
final class Relations {

    private final Catalogue catalogue;
    private final List<Relation> relations = new ArrayList<>();

    private Relations(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    static List<Relation> of(Catalogue catalogue) {
        Relations all = new Relations(catalogue);
        for (DeviceType type : catalogue.deviceTypes()) {
            all.addLineage(type);
            all.addEquations(type);
            DeviceType packType = catalogue.packType(type);
            if (packType != null) {
                all.addFolds(type, packType);
            }
        }
        return List.copyOf(all.relations);
    }

    private void addLineage(DeviceType type) {
        for (MeasuringPoint point : catalogue.points(type)) {
            if (point.derived()) {
                relations.add(Relation.function(point, catalogue.inputs(point)));
            }
        }
    }

    private void addEquations(DeviceType type) {
        equation(Kind.SUM, type, Role.DERIVED_MAX_CELL, Role.DERIVED_MIN_CELL, Role.CELL_DIFFERENTIAL);
        equation(Kind.SUM, type, Role.MAX_CELL_VOLTAGE, Role.MIN_CELL_VOLTAGE, Role.SERIES_SPAN);
        equation(Kind.PRODUCT, type, Role.REMAINING_ENERGY, Role.SOC, Role.RATED_ENERGY);
        equation(Kind.PRODUCT, type, Role.REMAINING_CAPACITY, Role.SOC, Role.TOTAL_CAPACITY);
        List<MeasuringPoint> cells = numbered(type, Role.CELL_VOLTAGE);
        MeasuringPoint voltage = catalogue.byRole(type, Role.VOLTAGE);
        if (voltage != null && !cells.isEmpty()) {
            Map<MeasuringPoint, Integer> terms = new LinkedHashMap<>();
            terms.put(voltage, 1);
            cells.forEach(cell -> terms.put(cell, -1));
            relations.add(new Relation(Kind.SUM, terms, voltage));
        }
    }

    /** What a BMS reports of all of its packs together. */
    private void addFolds(DeviceType type, DeviceType packType) {
        fold(type, Role.LARGEST_DIFFERENTIAL, packType, Role.CELL_DIFFERENTIAL);
        fold(type, Role.SERIES_SPAN, packType, Role.DERIVED_MAX_CELL, Role.DERIVED_MIN_CELL);
        fold(type, Role.MAX_CELL_VOLTAGE, packType, Role.DERIVED_MAX_CELL);
        fold(type, Role.MIN_CELL_VOLTAGE, packType, Role.DERIVED_MIN_CELL);
        fold(type, Role.SOC, packType, Role.REMAINING_CAPACITY, Role.TOTAL_CAPACITY);
        foldNumbered(type, Role.MAX_CELL_VOLTAGE, packType, Role.CELL_VOLTAGE);
        foldNumbered(type, Role.MIN_CELL_VOLTAGE, packType, Role.CELL_VOLTAGE);
        foldNumbered(type, Role.VOLTAGE, packType, Role.CELL_VOLTAGE);
        foldNumbered(type, Role.MAX_TEMPERATURE, packType, Role.TEMPERATURE);
        foldNumbered(type, Role.MIN_TEMPERATURE, packType, Role.TEMPERATURE);
    }

    private void equation(Kind kind, DeviceType type, Role whole, Role first, Role second) {
        MeasuringPoint wholePoint = catalogue.byRole(type, whole);
        MeasuringPoint firstPoint = catalogue.byRole(type, first);
        MeasuringPoint secondPoint = catalogue.byRole(type, second);
        if (wholePoint != null && firstPoint != null && secondPoint != null) {
            relations.add(Relation.of(kind, wholePoint, firstPoint, secondPoint));
        }
    }

    private void fold(DeviceType type, Role result, DeviceType packType, Role... inputs) {
        MeasuringPoint point = catalogue.byRole(type, result);
        List<MeasuringPoint> points = new ArrayList<>();
        for (Role input : inputs) {
            MeasuringPoint one = catalogue.byRole(packType, input);
            if (one != null) {
                points.add(one);
            }
        }
        if (point != null && points.size() == inputs.length) {
            relations.add(Relation.function(point, points));
        }
    }

    private void foldNumbered(DeviceType type, Role result, DeviceType packType, Role inputs) {
        MeasuringPoint point = catalogue.byRole(type, result);
        List<MeasuringPoint> points = numbered(packType, inputs);
        if (point != null && !points.isEmpty()) {
            relations.add(Relation.function(point, points));
        }
    }

    private List<MeasuringPoint> numbered(DeviceType type, Role role) {
        return catalogue.points(type).stream()
                .filter(point -> point.role() == role)
                .toList();
    }
}
