package io.busbar.measure;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The points of one device type in every order they are asked for. Expects points that passed the checks of the tables. Immutable. */
final class TypePoints {

    private final DeviceType deviceType;
    private final @Nullable DeviceType packType;
    private final List<MeasuringPoint> ordered;
    private final Map<String, MeasuringPoint> byCode = new HashMap<>();
    private final Map<Role, MeasuringPoint> byRole = new EnumMap<>(Role.class);
    private final List<MeasuringPoint> cells;
    private final List<MeasuringPoint> temperatures;

    TypePoints(DeviceType deviceType, @Nullable DeviceType packType, List<MeasuringPoint> points) {
        this.deviceType = deviceType;
        this.packType = packType;
        ordered = points.stream()
                .sorted(Comparator.comparingInt(MeasuringPoint::id))
                .toList();
        for (MeasuringPoint point : ordered) {
            byCode.put(point.code(), point);
            if (point.role().single()) {
                byRole.put(point.role(), point);
            }
        }
        cells = ofRole(Role.CELL_VOLTAGE);
        temperatures = ofRole(Role.TEMPERATURE);
    }

    DeviceType deviceType() {
        return deviceType;
    }

    @Nullable
    DeviceType packType() {
        return packType;
    }

    List<MeasuringPoint> ordered() {
        return ordered;
    }

    @Nullable
    MeasuringPoint byCode(String code) {
        return byCode.get(code);
    }

    @Nullable
    MeasuringPoint byRole(Role role) {
        return byRole.get(role);
    }

    /** In ascending order of number, without gaps from 1. */
    List<MeasuringPoint> cells() {
        return cells;
    }

    /** In ascending order of number, without gaps from 1. */
    List<MeasuringPoint> temperatures() {
        return temperatures;
    }

    static @Nullable MeasuringPoint numbered(List<MeasuringPoint> points, int number) {
        return number >= 1 && number <= points.size() ? points.get(number - 1) : null;
    }

    private List<MeasuringPoint> ofRole(Role role) {
        return ordered.stream()
                .filter(point -> point.role() == role)
                .sorted(Comparator.comparingInt(MeasuringPoint::index))
                .toList();
    }
}
