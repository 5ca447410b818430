package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.measure.ValueKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A device of a JSON frame between reading and resolving: fields come in any order, and only the device type says what a point id
 * means. Confined to one call.
 */
final class JsonDevice {

    private static final int MILLI = 3;
    private static final int CENTI = 2;
    private static final int MAX_SCALE = 12;

    final List<Point> points = new ArrayList<>();
    final List<@Nullable String> cells = new ArrayList<>();
    final List<@Nullable String> temperatures = new ArrayList<>();
    final List<@Nullable String> estimatedCells = new ArrayList<>();
    String serialNumber = "";
    String type = "";

    private final String path;
    private final int parentIndex;

    JsonDevice(String path, int parentIndex) {
        this.path = path;
        this.parentIndex = parentIndex;
    }

    record Point(String id, @Nullable String value) {}

    Frame.Device resolve(Catalogue catalogue) {
        DeviceType deviceType = catalogue.deviceType(type);
        if (deviceType == null) {
            throw refuse(
                    Reason.UNKNOWN_DEVICE_TYPE,
                    path + ".type '" + type + "' is none of "
                            + catalogue.deviceTypes().stream()
                                    .map(DeviceType::path)
                                    .toList());
        }
        List<Frame.Reading> readings = new ArrayList<>();
        List<Frame.Text> texts = new ArrayList<>();
        for (Point point : points) {
            if (point.value() != null && !point.value().isBlank()) {
                resolve(catalogue, deviceType, point.id(), point.value(), readings, texts);
            }
        }
        Set<Integer> estimated = new HashSet<>();
        for (String number : estimatedCells) {
            estimated.add(cellNumber(number));
        }
        List<Frame.Cell> resolvedCells = scaled(
                "cells",
                cells,
                MILLI,
                0,
                Frame.Cell.MAX_MILLIVOLTS,
                Frame.Cell.ABSENT,
                (value, number, quality) ->
                        new Frame.Cell(value, estimated.contains(number) ? quality | Quality.ESTIMATED : quality));
        List<Frame.Temperature> resolvedTemperatures = scaled(
                "temperatures",
                temperatures,
                CENTI,
                Short.MIN_VALUE + 1,
                Short.MAX_VALUE,
                Frame.Temperature.ABSENT,
                (value, number, quality) -> new Frame.Temperature(value, quality));
        return new Frame.Device(
                serialNumber, deviceType.code(), parentIndex, readings, texts, resolvedCells, resolvedTemperatures);
    }

    private void resolve(
            Catalogue catalogue,
            DeviceType deviceType,
            String id,
            String value,
            List<Frame.Reading> readings,
            List<Frame.Text> texts) {
        MeasuringPoint known = catalogue.point(deviceType, id);
        long pointId = known == null ? pointId(id) : known.id();
        boolean text = known == null ? !isDecimal(value) : known.kind() == ValueKind.TEXT;
        if (text) {
            if (value.getBytes(StandardCharsets.UTF_8).length > FrameLimits.MAX_TEXT_BYTES) {
                throw refuse(
                        Reason.VALUE_OUT_OF_RANGE,
                        path + ".points." + id + " is longer than " + FrameLimits.MAX_TEXT_BYTES + " bytes");
            }
            texts.add(new Frame.Text(pointId, value));
            return;
        }
        BigDecimal decimal = decimal(path + ".points." + id, value);
        int quality = 0;
        if (decimal.scale() > MAX_SCALE) {
            decimal = decimal.setScale(MAX_SCALE, RoundingMode.HALF_UP);
            quality = Quality.ROUNDED;
        }
        try {
            long unscaled = decimal.unscaledValue().longValueExact();
            readings.add(new Frame.Reading(pointId, unscaled, decimal.scale(), quality));
        } catch (ArithmeticException e) {
            throw refuse(
                    Reason.VALUE_OUT_OF_RANGE, path + ".points." + id + " has more than 18 digits: '" + value + "'");
        }
    }

    private interface Maker<T> {
        T make(int value, int number, int quality);
    }

    private <T> List<T> scaled(
            String name, List<@Nullable String> texts, int scale, int least, int most, int absent, Maker<T> maker) {
        List<T> made = new ArrayList<>(texts.size());
        IntFunction<String> at = i -> path + "." + name + "[" + i + "]";
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (text == null || text.isBlank()) {
                made.add(maker.make(absent, i + 1, 0));
                continue;
            }
            BigDecimal decimal = decimal(at.apply(i), text);
            BigDecimal unscaled = decimal.movePointRight(scale).setScale(0, RoundingMode.HALF_UP);
            if (unscaled.compareTo(BigDecimal.valueOf(least)) < 0 || unscaled.compareTo(BigDecimal.valueOf(most)) > 0) {
                throw refuse(
                        Reason.VALUE_OUT_OF_RANGE,
                        at.apply(i) + " out of range: " + text + ", allowed: " + BigDecimal.valueOf(least, scale)
                                + " to " + BigDecimal.valueOf(most, scale));
            }
            made.add(maker.make(unscaled.intValueExact(), i + 1, decimal.scale() > scale ? Quality.ROUNDED : 0));
        }
        return made;
    }

    private int cellNumber(@Nullable String text) {
        try {
            int number = Integer.parseInt(String.valueOf(text));
            if (number >= 1 && number <= cells.size()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, together with numbers that name no cell
        }
        throw refuse(
                Reason.VALUE_OUT_OF_RANGE,
                path + ".estimatedCells: '" + text + "' is none of the cell numbers 1 to " + cells.size());
    }

    private long pointId(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw refuse(Reason.MALFORMED, path + ".points: '" + id + "' is no point id");
        }
    }

    private static boolean isDecimal(String text) {
        try {
            return Decimal.parse(text).scale() <= MAX_SCALE;
        } catch (ArithmeticException | NumberFormatException e) {
            return false;
        }
    }

    private static BigDecimal decimal(String path, String text) {
        try {
            return Decimal.parse(text);
        } catch (NumberFormatException e) {
            throw refuse(Reason.MALFORMED, path + " is not a decimal number: '" + text + "'");
        } catch (ArithmeticException e) {
            throw refuse(Reason.VALUE_OUT_OF_RANGE, path + " is larger or finer than any reading: '" + text + "'");
        }
    }

    static Refused refuse(Reason reason, String detail) {
        return new Refused(new FrameRejection(reason, detail));
    }

    /** Leaves the recursive reading at the first broken field; never leaves the package. */
    static final class Refused extends RuntimeException {

        private final transient FrameRejection rejection;

        Refused(FrameRejection rejection) {
            super(rejection.detail(), null, false, false);
            this.rejection = rejection;
        }

        FrameRejection rejection() {
            return rejection;
        }
    }
}
