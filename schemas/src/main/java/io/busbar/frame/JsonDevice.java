package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.Quality;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device of a JSON frame between reading and resolving: fields come in any order, and only the device type says what a point id
 * means. Confined to one call.
 */
final class JsonDevice {

    private static final int MILLI = 3;
    private static final int CENTI = 2;

    final List<Value> points = new ArrayList<>();
    final List<@Nullable String> cells = new ArrayList<>();
    final List<@Nullable String> temperatures = new ArrayList<>();
    final List<@Nullable String> estimatedCells = new ArrayList<>();

    @Nullable
    String serialNumber;

    @Nullable
    String type;

    private final String path;
    private final int parentIndex;

    JsonDevice(String path, int parentIndex) {
        this.path = path;
        this.parentIndex = parentIndex;
    }

    /** What stands under a point id; null or blank for no reading. */
    record Value(String id, String path, @Nullable String text) {}

    boolean isPart() {
        return parentIndex != Frame.Device.NO_PARENT;
    }

    Frame.Device resolve(Catalogue catalogue) {
        if (serialNumber == null) {
            throw Refusal.malformed(path + ".sn is missing");
        }
        DeviceType deviceType = deviceType(catalogue);
        JsonPoints resolvedPoints = new JsonPoints(catalogue, deviceType);
        points.forEach(resolvedPoints::add);
        return new Frame.Device(
                serialNumber,
                deviceType.code(),
                parentIndex,
                resolvedPoints.readings(),
                resolvedPoints.texts(),
                resolveCells(),
                resolveTemperatures());
    }

    private DeviceType deviceType(Catalogue catalogue) {
        if (type == null) {
            throw Refusal.malformed(path + ".type is missing");
        }
        DeviceType deviceType = catalogue.deviceType(type);
        if (deviceType == null) {
            throw new Refusal(
                    Reason.UNKNOWN_DEVICE_TYPE,
                    path + ".type '" + type + "' is none of "
                            + catalogue.deviceTypes().stream()
                                    .map(DeviceType::path)
                                    .toList());
        }
        return deviceType;
    }

    private List<Frame.Cell> resolveCells() {
        Set<Integer> estimated = estimatedCellNumbers();
        List<Frame.Cell> resolved = new ArrayList<>(cells.size());
        for (int i = 0; i < cells.size(); i++) {
            int quality = estimated.contains(i + 1) ? Quality.ESTIMATED : Quality.GOOD;
            BigDecimal volts = decimal(cells.get(i), path + ".cells", i);
            resolved.add(
                    volts == null
                            ? new Frame.Cell(Frame.Cell.ABSENT, quality)
                            : new Frame.Cell(
                                    scaled(volts, MILLI, 0, Frame.Cell.MAX_MILLIVOLTS, path + ".cells", i),
                                    quality | roundedAt(volts, MILLI)));
        }
        return resolved;
    }

    private List<Frame.Temperature> resolveTemperatures() {
        List<Frame.Temperature> resolved = new ArrayList<>(temperatures.size());
        for (int i = 0; i < temperatures.size(); i++) {
            BigDecimal celsius = decimal(temperatures.get(i), path + ".temperatures", i);
            resolved.add(
                    celsius == null
                            ? new Frame.Temperature(Frame.Temperature.ABSENT, Quality.GOOD)
                            : new Frame.Temperature(
                                    scaled(
                                            celsius,
                                            CENTI,
                                            Frame.Temperature.ABSENT + 1,
                                            Short.MAX_VALUE,
                                            path + ".temperatures",
                                            i),
                                    roundedAt(celsius, CENTI)));
        }
        return resolved;
    }

    private Set<Integer> estimatedCellNumbers() {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < estimatedCells.size(); i++) {
            String at = path + ".estimatedCells[" + i + "]";
            String text = estimatedCells.get(i);
            long number = text == null ? 0 : Decimal.requireWhole(at, text);
            if (number < 1 || number > cells.size()) {
                throw new Refusal(
                        Reason.VALUE_OUT_OF_RANGE,
                        at + " is none of the cell numbers 1 to " + cells.size() + ": " + text);
            }
            numbers.add((int) number);
        }
        return numbers;
    }

    private static @Nullable BigDecimal decimal(@Nullable String text, String path, int index) {
        return text == null || text.isBlank() ? null : Decimal.require(path + '[' + index + ']', text);
    }

    private static int scaled(BigDecimal value, int scale, int least, int most, String path, int index) {
        BigDecimal unscaled = value.movePointRight(scale).setScale(0, RoundingMode.HALF_UP);
        if (unscaled.compareTo(BigDecimal.valueOf(least)) < 0 || unscaled.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new Refusal(
                    Reason.VALUE_OUT_OF_RANGE,
                    path + '[' + index + "] out of range: " + value.toPlainString() + ", allowed: "
                            + BigDecimal.valueOf(least, scale) + " to " + BigDecimal.valueOf(most, scale));
        }
        return unscaled.intValueExact();
    }

    private static int roundedAt(BigDecimal value, int scale) {
        return value.scale() > scale ? Quality.ROUNDED : Quality.GOOD;
    }
}
