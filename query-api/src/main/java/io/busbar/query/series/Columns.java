package io.busbar.query.series;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.measure.ValueKind;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.Column.Store;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which columns a device has for somebody. The hot points of a BMS are columns of bms_sample, the cells, temperatures and derived points
 * of a pack are in pack_sample; all others are in point_sample and point_text. May be shared between threads.
 */
public final class Columns {

    static final String CELLS = "cells";
    static final String TEMPERATURES = "temperatures";

    private static final Map<Role, String> BMS_COLUMNS = Map.of(
            Role.VOLTAGE, "voltage_mv",
            Role.CURRENT, "current_ma",
            Role.SOC, "soc_millipercent",
            Role.SOH, "soh_millipercent",
            Role.REMAINING_ENERGY, "remaining_wh",
            Role.LARGEST_DIFFERENTIAL, "diff_max_mv",
            Role.SERIES_SPAN, "span_mv");

    private static final Map<Role, String> ENERGY_COLUMNS =
            Map.of(Role.ENERGY_IN, "energy_in_uj", Role.ENERGY_OUT, "energy_out_uj");

    private static final Map<Role, String> PACK_COLUMNS = Map.of(
            Role.CELL_DIFFERENTIAL, "diff_mv",
            Role.DERIVED_MAX_CELL, "max_mv",
            Role.DERIVED_MIN_CELL, "min_mv",
            Role.DERIVED_MAX_CELL_NUMBER, "max_cell",
            Role.DERIVED_MIN_CELL_NUMBER, "min_cell",
            Role.CELLS_USED, "cells_used");

    private final Catalogue catalogue;

    /** By the point itself: the catalogue has each once. */
    private final IdentityHashMap<MeasuringPoint, Column> byPoint = new IdentityHashMap<>();

    public Columns(Catalogue catalogue) {
        this.catalogue = catalogue;
        for (DeviceType type : catalogue.deviceTypes()) {
            catalogue.points(type).forEach(point -> byPoint.put(point, make(point)));
        }
    }

    /** The columns of bms_sample that are points. */
    static List<String> bmsColumns() {
        return BMS_COLUMNS.values().stream().sorted().toList();
    }

    /** The columns of pack_sample that are points, without the arrays. */
    static List<String> packColumns() {
        return PACK_COLUMNS.values().stream().sorted().toList();
    }

    /** The column of the one point of a role that the type has, null when it has none. */
    @Nullable
    Column ofRole(DeviceType type, Role role) {
        MeasuringPoint point = catalogue.byRole(type, role);
        return point == null ? null : of(point);
    }

    /** The column of a point of the catalogue that this was made with. */
    Column of(MeasuringPoint point) {
        return Objects.requireNonNull(byPoint.get(point), point::name);
    }

    private static Column make(MeasuringPoint point) {
        boolean pack = point.deviceType().category() == Category.BATTERIES;
        if (pack && point.role() == Role.CELL_VOLTAGE) {
            return numbered(CELLS, "mV", 0, Store.CELL, point, point.id(), point.index());
        }
        if (pack && point.role() == Role.TEMPERATURE) {
            return numbered(TEMPERATURES, "degC", 2, Store.TEMPERATURE, point, point.id(), point.index());
        }
        String energy = ENERGY_COLUMNS.get(point.role());
        if (energy != null) {
            return column(point, Store.ENERGY, energy);
        }
        String hot = (pack ? PACK_COLUMNS : BMS_COLUMNS).get(point.role());
        if (hot != null && (pack || point.deviceType().category() == Category.BMS)) {
            return column(point, Store.FRAME, hot);
        }
        return column(point, point.kind() == ValueKind.TEXT ? Store.TEXT : Store.NUMBER, "value");
    }

    /** Every scalar point that the device may show, in order of id, without cells, temperatures, and energy, which only buckets have. */
    List<Column> scalars(VisibleDevice device) {
        return catalogue.points(device.type()).stream()
                .filter(device.points()::sees)
                .map(this::of)
                .filter(column -> column.store() != Store.CELL
                        && column.store() != Store.TEMPERATURE
                        && column.store() != Store.ENERGY)
                .toList();
    }

    /** Visible cells up to number {@code count}; those beyond the catalogue only for who sees every cell. */
    List<Column> cells(VisibleDevice device, int count) {
        List<Column> cells = new ArrayList<>();
        boolean every =
                count > 0 && catalogue.cell(device.type(), count) == null && seesEvery(device, Role.CELL_VOLTAGE);
        for (int number = 1; number <= count; number++) {
            MeasuringPoint point = catalogue.cell(device.type(), number);
            if (point == null ? every : device.points().sees(point)) {
                cells.add(point == null ? beyond(catalogue.cell(device.type(), 1), number) : of(point));
            }
        }
        return cells;
    }

    /** Visible temperatures up to number {@code count}, as with {@link #cells}. */
    List<Column> temperatures(VisibleDevice device, int count) {
        List<Column> temperatures = new ArrayList<>();
        boolean every =
                count > 0 && catalogue.temperature(device.type(), count) == null && seesEvery(device, Role.TEMPERATURE);
        for (int number = 1; number <= count; number++) {
            MeasuringPoint point = catalogue.temperature(device.type(), number);
            if (point == null ? every : device.points().sees(point)) {
                temperatures.add(point == null ? beyond(catalogue.temperature(device.type(), 1), number) : of(point));
            }
        }
        return temperatures;
    }

    /** Whether the device may show something of this name; equal for points that are hidden and points that do not exist. */
    boolean knows(VisibleDevice device, String word) {
        return (word.equals(CELLS) && seesAny(device, Role.CELL_VOLTAGE))
                || (word.equals(TEMPERATURES) && seesAny(device, Role.TEMPERATURE))
                || point(device, word) != null;
    }

    /** The columns of a name, none when the device does not {@link #knows know} it. */
    List<Column> named(VisibleDevice device, String word, int cellCount, int temperatureCount) {
        if (word.equals(CELLS) && seesAny(device, Role.CELL_VOLTAGE)) {
            return cells(device, cellCount);
        }
        if (word.equals(TEMPERATURES) && seesAny(device, Role.TEMPERATURE)) {
            return temperatures(device, temperatureCount);
        }
        MeasuringPoint point = point(device, word);
        return point == null ? List.of() : List.of(of(point));
    }

    /** The column that has the values of a series of frozen buckets; null when its point is not in the catalogue. */
    @Nullable
    Column ofSeries(DeviceType type, String series) {
        if (Series.isCell(series)) {
            MeasuringPoint first = catalogue.cell(type, 1);
            return first == null ? null : of(first);
        }
        if (Series.isTemperature(series)) {
            MeasuringPoint first = catalogue.temperature(type, 1);
            return first == null ? null : of(first);
        }
        return catalogue.points(type).stream()
                .map(this::of)
                .filter(column -> column.kept() && column.series().name().equals(series))
                .findFirst()
                .orElse(null);
    }

    private @Nullable MeasuringPoint point(VisibleDevice device, String word) {
        MeasuringPoint point = catalogue.point(device.type(), word);
        return point != null && device.points().sees(point) ? point : null;
    }

    private boolean seesAny(VisibleDevice device, Role role) {
        return device.type().category() == Category.BATTERIES
                && catalogue.points(device.type()).stream()
                        .anyMatch(
                                point -> point.role() == role && device.points().sees(point));
    }

    private boolean seesEvery(VisibleDevice device, Role role) {
        PointSet points = device.points();
        DeviceType type = device.type();
        return seesAny(device, role) && points.seesEvery(role, type, catalogue);
    }

    /** A cell or temperature that the catalogue does not name is like the first. */
    private static Column beyond(@Nullable MeasuringPoint first, int number) {
        MeasuringPoint like = Objects.requireNonNull(first, "a device of this type shows none");
        return like.role() == Role.CELL_VOLTAGE
                ? numbered(CELLS, "mV", 0, Store.CELL, like, null, number)
                : numbered(TEMPERATURES, "degC", 2, Store.TEMPERATURE, like, null, number);
    }

    private static Column numbered(
            String word, String unit, int scale, Store store, MeasuringPoint like, @Nullable Integer id, int number) {
        return new Column(
                word + '[' + number + ']',
                id,
                unit,
                scale,
                null,
                Aggregate.MEAN,
                store,
                store == Store.CELL ? "cell_mv" : "temp_cc",
                number,
                like.plausibleMin(),
                like.plausibleMax());
    }

    private static Column column(MeasuringPoint point, Store store, String sqlColumn) {
        return new Column(
                point.name(),
                point.id(),
                point.unit(),
                point.scale(),
                null,
                Aggregate.usualFor(point),
                store,
                sqlColumn,
                0,
                point.plausibleMin(),
                point.plausibleMax());
    }
}
