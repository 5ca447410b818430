package io.busbar.query.series;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.measure.ValueKind;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.Column.Store;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    /** The column of a point of the catalogue that this was made with. */
    Column of(MeasuringPoint point) {
        return Objects.requireNonNull(byPoint.get(point), point::name);
    }

    private static Column make(MeasuringPoint point) {
        boolean pack = point.deviceType().category() == Category.BATTERIES;
        if (pack && point.role() == Role.CELL_VOLTAGE) {
            return cell(point.id(), point.index());
        }
        if (pack && point.role() == Role.TEMPERATURE) {
            return temperature(point.id(), point.index());
        }
        String hot = (pack ? PACK_COLUMNS : BMS_COLUMNS).get(point.role());
        if (hot != null && (pack || point.deviceType().category() == Category.BMS)) {
            return column(point, Store.FRAME, hot);
        }
        return column(point, point.kind() == ValueKind.TEXT ? Store.TEXT : Store.NUMBER, "value");
    }

    /** Every scalar point that the device may show, in order of id, without cells and temperatures. */
    List<Column> scalars(VisibleDevice device) {
        return catalogue.points(device.type()).stream()
                .filter(device.points()::sees)
                .map(this::of)
                .filter(column -> column.store() != Store.CELL && column.store() != Store.TEMPERATURE)
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
                cells.add(point == null ? cell(null, number) : of(point));
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
                temperatures.add(point == null ? temperature(null, number) : of(point));
            }
        }
        return temperatures;
    }

    /**
     * The columns of a request, in its order, each once.
     *
     * @throws Refusal equal for points that are hidden and points that do not exist
     */
    List<Column> named(VisibleDevice device, List<String> words, int cellCount, int temperatureCount) {
        Set<Column> columns = new LinkedHashSet<>();
        List<Refusal.Fault> faults = new ArrayList<>();
        for (String word : words) {
            if (word.equals(CELLS) && seesAny(device, Role.CELL_VOLTAGE)) {
                columns.addAll(cells(device, cellCount));
            } else if (word.equals(TEMPERATURES) && seesAny(device, Role.TEMPERATURE)) {
                columns.addAll(temperatures(device, temperatureCount));
            } else {
                MeasuringPoint point = catalogue.point(device.type(), word);
                if (point != null && device.points().sees(point)) {
                    columns.add(of(point));
                } else {
                    faults.add(new Refusal.Fault("?points", "no point '" + word + "' on this device"));
                }
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
        return List.copyOf(columns);
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

    private static Column cell(@Nullable Integer point, int number) {
        return new Column(
                CELLS + '[' + number + ']', point, "mV", 0, null, Aggregate.MEAN, Store.CELL, "cell_mv", number);
    }

    private static Column temperature(@Nullable Integer point, int number) {
        String name = TEMPERATURES + '[' + number + ']';
        return new Column(name, point, "degC", 2, null, Aggregate.MEAN, Store.TEMPERATURE, "temp_cc", number);
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
                0);
    }
}
