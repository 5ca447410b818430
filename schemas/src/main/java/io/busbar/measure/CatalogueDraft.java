package io.busbar.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue while its tables are read: holds the rules that concern more than one row. The adding methods throw
 * IllegalArgumentException and leave the draft as it was. Confined to the thread that loads.
 */
final class CatalogueDraft {

    /** In the inputs column: every cell voltage of the type the inputs belong to. */
    private static final String ALL_CELLS = "cells";

    private final Map<Integer, Type> types = new TreeMap<>();

    void addType(TableRow row) {
        Category category = Category.ofLabel(row.text("category"));
        if (category == null) {
            throw new IllegalArgumentException("unknown category: '" + row.text("category") + "', allowed="
                    + Arrays.stream(Category.values()).map(Category::label).toList());
        }
        DeviceType deviceType = new DeviceType(row.integer("code"), category, row.text("brand"), row.text("variant"));
        for (Type other : types.values()) {
            if (other.deviceType.code() == deviceType.code()) {
                throw new IllegalArgumentException("device type code listed twice: " + deviceType.code());
            }
            if (other.deviceType.path().equals(deviceType.path())) {
                throw new IllegalArgumentException("device type listed twice: " + deviceType.path());
            }
        }
        types.put(deviceType.code(), new Type(row, deviceType));
    }

    void addReceived(TableRow row) {
        add(listingType(row), row, List.of());
    }

    void addDerived(TableRow row) {
        Type type = listingType(row);
        Type packs = other(type, "packType");
        Type source = packs == null || row.constant("role", Role.class).isOfOwnPoints() ? type : packs;
        List<Integer> inputs = new ArrayList<>();
        for (String input : row.text("inputs").split(" ")) {
            if (input.equals(ALL_CELLS)) {
                source.points.stream()
                        .filter(point -> point.role() == Role.CELL_VOLTAGE)
                        .forEach(point -> inputs.add(point.id()));
            } else {
                inputs.add(source.received(input).id());
            }
        }
        add(type, row, inputs);
    }

    /** The points of every type, shared ones included; adds to {@code problems} what is wrong across rows. */
    List<TypePoints> complete(List<String> problems) {
        List<TypePoints> complete = new ArrayList<>();
        for (Type type : types.values()) {
            try {
                type.requireListedPoints();
                share(type);
                type.requireNumbering(Role.CELL_VOLTAGE);
                type.requireNumbering(Role.TEMPERATURE);
                Type packs = other(type, "packType");
                if (packs != null && packs.deviceType.category() != Category.BATTERIES) {
                    throw new IllegalArgumentException("packType is not a type of packs: " + packs.deviceType.path());
                }
                complete.add(new TypePoints(type.deviceType, packs == null ? null : packs.deviceType, type.points));
            } catch (IllegalArgumentException e) {
                problems.add(type.row.where() + ": " + type.deviceType.path() + ": " + e.getMessage());
            }
        }
        return complete;
    }

    private static void add(Type type, TableRow row, List<Integer> inputs) {
        int scale = row.integer("scale");
        if (scale < 0 || scale > MeasuringPoint.MAX_SCALE) {
            throw new IllegalArgumentException("scale outside 0 to " + MeasuringPoint.MAX_SCALE + ": " + scale);
        }
        type.add(new MeasuringPoint(
                type.deviceType,
                row.integer("id"),
                row.text("code"),
                row.text("name"),
                row.text("nameCn"),
                row.text("unit"),
                scale,
                row.constant("kind", ValueKind.class),
                row.scaled("plausibleMin", scale, Long.MIN_VALUE),
                row.scaled("plausibleMax", scale, Long.MAX_VALUE),
                row.constant("role", Role.class),
                row.integer("index"),
                row.flag("alarm"),
                inputs));
    }

    private void share(Type type) {
        Type giver = other(type, "sharesPointsOf");
        if (giver == null) {
            return;
        }
        if (!giver.row.text("sharesPointsOf").isEmpty()) {
            throw new IllegalArgumentException(
                    "shares points of a type that itself shares: " + giver.deviceType.path());
        }
        for (MeasuringPoint point : giver.points) {
            if (type.points.stream().noneMatch(own -> own.id() == point.id())) {
                type.add(point.on(type.deviceType));
            }
        }
    }

    /** The type of the row, which from now on counts as listed whatever else is wrong with it. */
    private Type listingType(TableRow row) {
        Type type = types.get(row.integer("deviceTypeCode"));
        if (type == null) {
            throw new IllegalArgumentException("unknown device type: " + row.text("deviceTypeCode"));
        }
        type.listed++;
        return type;
    }

    private @Nullable Type other(Type type, String column) {
        if (type.row.text(column).isEmpty()) {
            return null;
        }
        Type other = types.get(type.row.integer(column));
        if (other == null || other == type) {
            throw new IllegalArgumentException(column + " is not another device type: " + type.row.text(column));
        }
        return other;
    }

    /** One device type and the points found for it so far. */
    private static final class Type {

        final TableRow row;
        final DeviceType deviceType;
        final List<MeasuringPoint> points = new ArrayList<>();
        int listed;

        Type(TableRow row, DeviceType deviceType) {
            this.row = row;
            this.deviceType = deviceType;
        }

        void add(MeasuringPoint point) {
            for (MeasuringPoint other : points) {
                if (other.id() == point.id()) {
                    throw new IllegalArgumentException("id listed twice: " + point.id());
                }
                if (other.code().equals(point.code())) {
                    throw new IllegalArgumentException("code listed twice: " + point.code());
                }
                if (other.role() == point.role() && (point.role().single() || taken(other, point))) {
                    throw new IllegalArgumentException(
                            "role " + point.role() + " of id " + point.id() + " is already played by id " + other.id());
                }
            }
            points.add(point);
        }

        MeasuringPoint received(String id) {
            return points.stream()
                    .filter(point ->
                            !point.derived() && Integer.toString(point.id()).equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "input is not a received point of " + deviceType.path() + ": " + id));
        }

        void requireListedPoints() {
            int expected = row.integer("listedPoints");
            if (listed != expected) {
                throw new IllegalArgumentException("points listed in " + CatalogueTables.MEASURING_POINTS + "=" + listed
                        + ", expected=" + expected);
            }
        }

        void requireNumbering(Role role) {
            long count = points.stream().filter(point -> point.role() == role).count();
            if (points.stream().anyMatch(point -> point.role() == role && point.index() > count)) {
                throw new IllegalArgumentException("numbers of role " + role + " are not 1 to " + count);
            }
        }

        private static boolean taken(MeasuringPoint one, MeasuringPoint other) {
            return one.role().numbered() && one.index() == other.index();
        }
    }
}
