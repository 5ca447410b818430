package io.busbar.jobs.sample;

import io.busbar.frame.Frame;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the samples of a frame's devices: brings every reading to the catalogue's scale, sets what the catalogue does not know apart, and
 * computes the cell differentials. A pure function of the frame. Confined to one thread.
 */
final class SampleAssembler {

    private static final Set<Role> PART_OF_PACK_ROW = EnumSet.of(Role.CELL_VOLTAGE, Role.TEMPERATURE);

    private final Catalogue catalogue;

    SampleAssembler(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Decides whether a text goes into the history. */
    interface TextChange {
        boolean isNew(String deviceSerialNumber, int pointId, String text);
    }

    /**
     * The samples of all devices, in the order of the frame.
     *
     * @param qualityBits added to every reading of the frame
     */
    List<DeviceSamples> assemble(Frame frame, int qualityBits, TextChange texts) {
        List<@Nullable PackSample> packs = new ArrayList<>(frame.devices().size());
        for (Frame.Device device : frame.devices()) {
            packs.add(pack(device));
        }
        List<DeviceSamples> samples = new ArrayList<>(frame.devices().size());
        for (int i = 0; i < frame.devices().size(); i++) {
            samples.add(device(frame, i, packs, qualityBits, texts));
        }
        return samples;
    }

    private DeviceSamples device(
            Frame frame, int index, List<@Nullable PackSample> packs, int qualityBits, TextChange changes) {
        Frame.Device device = frame.devices().get(index);
        DeviceType type = type(device);
        boolean isBms = type.category() == Category.BMS;
        Map<Role, PointSample> hot = new EnumMap<>(Role.class);
        List<PointSample> points = new ArrayList<>();
        List<QuarantinedPoint> quarantined = new ArrayList<>();
        for (Frame.Reading reading : device.readings()) {
            MeasuringPoint point = known(type, reading.pointId(), ValueKind.NUMBER);
            PointSample sample = point == null ? null : toScale(point, reading, qualityBits);
            if (point == null || sample == null) {
                quarantined.add(new QuarantinedPoint(reading.pointId(), reading.unscaled(), reading.scale(), null));
            } else if (isBms && BmsAssembler.isHot(point.role()) && isInt(sample.value())) {
                hot.put(point.role(), sample);
            } else if (isBms || !PART_OF_PACK_ROW.contains(point.role())) {
                points.add(sample);
            }
        }
        List<PointText> texts = new ArrayList<>();
        for (Frame.Text text : device.texts()) {
            MeasuringPoint point = known(type, text.pointId(), ValueKind.TEXT);
            if (point == null) {
                quarantined.add(new QuarantinedPoint(text.pointId(), null, null, text.text()));
            } else {
                boolean isNew = changes.isNew(device.serialNumber(), point.id(), text.text());
                texts.add(new PointText(point.id(), text.text(), isNew));
            }
        }
        BmsSample bms = isBms
                ? BmsAssembler.assemble(
                        hot,
                        BmsAssembler.packsOf(frame, index, packs),
                        catalogue.byRole(type, Role.SERIES_SPAN) != null)
                : null;
        return new DeviceSamples(
                device.serialNumber(),
                device.typeCode(),
                device.parentIndex(),
                packs.get(index),
                bms,
                points,
                texts,
                quarantined);
    }

    private @Nullable PackSample pack(Frame.Device device) {
        DeviceType type = type(device);
        if (type.category() != Category.BATTERIES) {
            return null;
        }
        List<Frame.Cell> cells = device.cells().isEmpty() ? cellsFromReadings(type, device) : device.cells();
        List<Frame.Temperature> temperatures =
                device.temperatures().isEmpty() ? temperaturesFromReadings(type, device) : device.temperatures();
        if (cells.isEmpty() && temperatures.isEmpty()) {
            return null;
        }
        return PackAssembler.assemble(cells, temperatures, declaredCells(type, device));
    }

    private @Nullable Integer declaredCells(DeviceType type, Frame.Device device) {
        MeasuringPoint cellCount = catalogue.byRole(type, Role.CELL_COUNT);
        for (Frame.Reading reading : device.readings()) {
            if (cellCount != null && reading.pointId() == cellCount.id() && reading.scale() == 0) {
                return (int) Math.max(0, Math.min(reading.unscaled(), Integer.MAX_VALUE));
            }
        }
        return null;
    }

    /** Cells that came as single points, each under the id of its cell. */
    private List<Frame.Cell> cellsFromReadings(DeviceType type, Frame.Device device) {
        List<Frame.Cell> cells = new ArrayList<>();
        for (Frame.Reading reading : device.readings()) {
            MeasuringPoint point = known(type, reading.pointId(), ValueKind.NUMBER);
            PointSample sample =
                    point == null || point.role() != Role.CELL_VOLTAGE ? null : toScale(point, reading, Quality.GOOD);
            if (point != null && sample != null) {
                while (cells.size() < point.index()) {
                    cells.add(new Frame.Cell(Frame.Cell.ABSENT, Quality.GOOD));
                }
                boolean fits = sample.value() >= 0 && sample.value() <= Frame.Cell.MAX_MILLIVOLTS;
                cells.set(
                        point.index() - 1,
                        new Frame.Cell(fits ? (int) sample.value() : Frame.Cell.ABSENT, reading.quality()));
            }
        }
        return cells;
    }

    /** Temperatures that came as single points, each under the id of its sensor. */
    private List<Frame.Temperature> temperaturesFromReadings(DeviceType type, Frame.Device device) {
        List<Frame.Temperature> temperatures = new ArrayList<>();
        for (Frame.Reading reading : device.readings()) {
            MeasuringPoint point = known(type, reading.pointId(), ValueKind.NUMBER);
            PointSample sample =
                    point == null || point.role() != Role.TEMPERATURE ? null : toScale(point, reading, Quality.GOOD);
            if (point != null && sample != null) {
                while (temperatures.size() < point.index()) {
                    temperatures.add(new Frame.Temperature(Frame.Temperature.ABSENT, Quality.GOOD));
                }
                boolean fits = sample.value() > Short.MIN_VALUE && sample.value() <= Short.MAX_VALUE;
                temperatures.set(
                        point.index() - 1,
                        new Frame.Temperature(
                                fits ? (int) sample.value() : Frame.Temperature.ABSENT, reading.quality()));
            }
        }
        return temperatures;
    }

    private @Nullable MeasuringPoint known(DeviceType type, long pointId, ValueKind kind) {
        MeasuringPoint point = pointId > Integer.MAX_VALUE ? null : catalogue.point(type, (int) pointId);
        return point == null || point.kind() != kind || point.derived() ? null : point;
    }

    /** The reading at the catalogue's scale, or null when it is too large for it. */
    private static @Nullable PointSample toScale(MeasuringPoint point, Frame.Reading reading, int qualityBits) {
        int quality = reading.quality() | qualityBits;
        long value = reading.unscaled();
        int finer = reading.scale() - point.scale();
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

    private static boolean isInt(long value) {
        return value == (int) value;
    }

    private DeviceType type(Frame.Device device) {
        DeviceType type = catalogue.deviceType(device.typeCode());
        if (type == null) {
            throw new IllegalArgumentException("device type code " + device.typeCode()
                    + " of an accepted frame is none of " + catalogue.deviceTypes());
        }
        return type;
    }
}
