package io.busbar.jobs.sample;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameView;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.DeviceSamples.PointText;
import io.busbar.jobs.sample.DeviceSamples.QuarantinedPoint;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import io.busbar.measure.ValueKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one device, brought to the catalogue's scale and sorted by where they go. Nothing is dropped: what has no place is
 * quarantined as it came. Confined to one thread.
 */
final class DeviceReadings {

    /** Hot points of a BMS, columns of its row. */
    final Map<Role, PointSample> hot = new EnumMap<>(Role.class);

    /** Cells and temperatures that a pack sent under the ids of their points, by number. */
    final SortedMap<Integer, PointSample> cells = new TreeMap<>();

    final SortedMap<Integer, PointSample> temperatures = new TreeMap<>();

    final List<PointSample> points = new ArrayList<>();
    final List<PointText> texts = new ArrayList<>();
    final List<QuarantinedPoint> quarantined = new ArrayList<>();

    private final Catalogue catalogue;
    private final DeviceType type;
    private final FrameView.Device device;
    private @Nullable Integer declaredCells;

    private DeviceReadings(Catalogue catalogue, DeviceType type, FrameView.Device device) {
        this.catalogue = catalogue;
        this.type = type;
        this.device = device;
    }

    /** The readings of a device; {@code qualityBits} are added to each. */
    static DeviceReadings of(Catalogue catalogue, DeviceType type, FrameView.Device device, int qualityBits) {
        DeviceReadings readings = new DeviceReadings(catalogue, type, device);
        for (int i = 0; i < device.pointCount(); i++) {
            readings.add(i, qualityBits);
        }
        device.forEachText(readings::add);
        readings.points.sort(Comparator.comparingInt(PointSample::pointId));
        return readings;
    }

    /** How many cells the pack itself says it has; null when it does not say, or nothing plausible. */
    @Nullable
    Integer declaredCells() {
        return declaredCells;
    }

    private void add(int index, int qualityBits) {
        long pointId = device.pointId(index);
        MeasuringPoint point = known(pointId, ValueKind.NUMBER);
        PointSample sample = point == null ? null : toScale(point, index, qualityBits);
        if (point == null || sample == null || !place(point, sample)) {
            quarantined.add(new QuarantinedPoint(pointId, device.unscaled(index), device.scale(index), null));
        }
    }

    private void add(long pointId, String text) {
        MeasuringPoint point = known(pointId, ValueKind.TEXT);
        if (point == null) {
            quarantined.add(new QuarantinedPoint(pointId, null, null, text));
        } else {
            texts.add(new PointText(point.id(), text));
        }
    }

    /** False when the place is taken, or too small for the value. */
    private boolean place(MeasuringPoint point, PointSample sample) {
        boolean isPack = type.category() == Category.BATTERIES;
        if (isPack && point.role() == Role.CELL_VOLTAGE) {
            boolean fits = sample.value() >= 0 && sample.value() <= Frame.Cell.MAX_MILLIVOLTS;
            return fits && device.cellCount() == 0 && cells.put(point.index(), sample) == null;
        }
        if (isPack && point.role() == Role.TEMPERATURE) {
            boolean fits = sample.value() > Frame.Temperature.ABSENT && sample.value() <= Short.MAX_VALUE;
            return fits && device.temperatureCount() == 0 && temperatures.put(point.index(), sample) == null;
        }
        if (type.category() == Category.BMS && BmsAssembler.isHot(point.role())) {
            return sample.value() == (int) sample.value() && hot.put(point.role(), sample) == null;
        }
        if (point.role() == Role.CELL_COUNT && point.plausible(sample.value())) {
            declaredCells = (int) sample.value();
        }
        return points.add(sample);
    }

    private @Nullable MeasuringPoint known(long pointId, ValueKind kind) {
        MeasuringPoint point = pointId > Integer.MAX_VALUE ? null : catalogue.point(type, (int) pointId);
        return point == null || point.kind() != kind || point.derived() ? null : point;
    }

    /** The reading at the catalogue's scale, or null when it is too large for it. */
    private @Nullable PointSample toScale(MeasuringPoint point, int index, int qualityBits) {
        int quality = device.pointQuality(index) | qualityBits;
        long value = device.unscaled(index);
        int finer = device.scale(index) - point.scale();
        if (finer > 0) {
            long divisor = Scale.powerOfTen(finer);
            if (value % divisor != 0) {
                quality |= Quality.ROUNDED;
            }
            value = Scale.divideHalfUp(value, divisor);
        } else if (finer < 0) {
            Long product = Scale.multiply(value, Scale.powerOfTen(-finer));
            if (product == null) {
                return null;
            }
            value = product;
        }
        return new PointSample(point.id(), value, point.plausible(value) ? quality : quality | Quality.IMPLAUSIBLE);
    }
}
