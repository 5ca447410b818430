package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.measure.ValueKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The points of a JSON device as numbers and texts. The catalogue says which is which; of a point it does not know, everything that is an
 * exact number is one, and the rest is a text. Confined to one call.
 */
final class JsonPoints {

    private static final int MAX_ID_DIGITS = 10;

    /** Decimal digits that fit 64 bits whatever they are. */
    private static final int SURE_DIGITS = 18;

    private final Catalogue catalogue;
    private final DeviceType deviceType;
    private final List<Frame.Reading> readings = new ArrayList<>();
    private final List<Frame.Text> texts = new ArrayList<>();

    JsonPoints(Catalogue catalogue, DeviceType deviceType) {
        this.catalogue = catalogue;
        this.deviceType = deviceType;
    }

    List<Frame.Reading> readings() {
        return readings;
    }

    List<Frame.Text> texts() {
        return texts;
    }

    void add(JsonDevice.Value value) {
        MeasuringPoint known = catalogue.point(deviceType, value.id());
        long id = known == null ? pointId(value) : known.id();
        String text = value.text();
        if (text == null || text.isBlank()) {
            return;
        }
        if (known == null && id <= Integer.MAX_VALUE) {
            known = catalogue.point(deviceType, (int) id);
        }
        if (known != null && known.kind() == ValueKind.NUMBER) {
            readings.add(reading(id, Decimal.require(value.path(), text), value));
            return;
        }
        BigDecimal number = known == null ? Decimal.parse(text) : null;
        if (number != null && isExact(number)) {
            readings.add(new Frame.Reading(id, number.unscaledValue().longValueExact(), number.scale(), Quality.GOOD));
        } else {
            texts.add(new Frame.Text(id, text));
        }
    }

    private static Frame.Reading reading(long id, BigDecimal number, JsonDevice.Value value) {
        if (isExact(number)) {
            return new Frame.Reading(id, number.unscaledValue().longValueExact(), number.scale(), Quality.GOOD);
        }
        int digitsBeforePoint = number.precision() - number.scale();
        int scale = Math.min(FrameLimits.MAX_SCALE, SURE_DIGITS - digitsBeforePoint);
        if (scale < 0) {
            throw new Refusal(
                    Reason.VALUE_OUT_OF_RANGE, value.path() + " does not fit 64 bits: '" + value.text() + "'");
        }
        BigDecimal rounded = number.setScale(scale, RoundingMode.HALF_UP);
        return new Frame.Reading(id, rounded.unscaledValue().longValueExact(), scale, Quality.ROUNDED);
    }

    private static boolean isExact(BigDecimal number) {
        return number.scale() <= FrameLimits.MAX_SCALE && number.unscaledValue().bitLength() < Long.SIZE;
    }

    private static long pointId(JsonDevice.Value value) {
        if (!isPointId(value.id())) {
            throw Refusal.malformed(value.path() + ": '" + value.id() + "' is no point id");
        }
        long id = Long.parseLong(value.id());
        if (id > FrameLimits.MAX_POINT_ID) {
            throw new Refusal(FrameRejection.outOfRange(value.path() + ": point id", id, 0, FrameLimits.MAX_POINT_ID));
        }
        return id;
    }

    /** Up to ten digits without a leading zero: one spelling for one point. */
    private static boolean isPointId(String text) {
        boolean isOneSpelling = text.equals("0") || (!text.isEmpty() && text.charAt(0) != '0');
        return isOneSpelling
                && text.length() <= MAX_ID_DIGITS
                && text.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    }
}
