package io.busbar.jobs.sample;

import io.busbar.frame.Frame;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Makes the row of a pack from its cells and temperatures, sent as lists or as single points. Confined to one thread. */
final class PackAssembler {

    private final Catalogue catalogue;

    PackAssembler(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The row of a pack, null when it sent neither cells nor temperatures; {@code qualityBits} are added to every cell. */
    @Nullable
    PackSample assemble(DeviceType type, Frame.Device device, DeviceReadings readings, int qualityBits) {
        List<Frame.Cell> cells = device.cells().isEmpty() ? cells(readings.cells) : device.cells();
        List<Frame.Temperature> temperatures =
                device.temperatures().isEmpty() ? temperatures(readings.temperatures) : device.temperatures();
        if (cells.isEmpty() && temperatures.isEmpty()) {
            return null;
        }
        short[] millivolts = new short[cells.size()];
        @Nullable Integer[] valid = new @Nullable Integer[cells.size()];
        byte[] quality = new byte[cells.size()];
        int used = 0;
        int qualityOfAll = Quality.GOOD;
        for (int i = 0; i < millivolts.length; i++) {
            Frame.Cell cell = cells.get(i);
            if (!cell.isReading()) {
                millivolts[i] = PackSample.NO_READING;
                continue;
            }
            boolean isPlausible = isPlausible(type, i + 1, cell.millivolts());
            if (isPlausible) {
                valid[i] = cell.millivolts();
                used++;
            }
            int bits = cell.quality() | qualityBits | (isPlausible ? Quality.GOOD : Quality.IMPLAUSIBLE);
            millivolts[i] = (short) cell.millivolts();
            quality[i] = (byte) bits;
            qualityOfAll |= bits;
        }
        short[] centiCelsius = new short[temperatures.size()];
        for (int i = 0; i < centiCelsius.length; i++) {
            Frame.Temperature temperature = temperatures.get(i);
            centiCelsius[i] = temperature.isReading() ? (short) temperature.centiCelsius() : PackSample.NO_READING;
        }
        Integer declared = readings.declaredCells();
        int expected = declared == null ? withoutPlaceholders(cells) : Math.max(declared, used);
        return new PackSample(
                millivolts,
                qualityOfAll == Quality.GOOD ? new byte[0] : quality,
                centiCelsius,
                CellSpread.of(valid, expected),
                used,
                expected);
    }

    /** Cells beyond those that the catalogue names are judged like the first. */
    private boolean isPlausible(DeviceType type, int number, int millivolts) {
        MeasuringPoint named = catalogue.cell(type, number);
        MeasuringPoint point = named == null ? catalogue.cell(type, 1) : named;
        return point == null || point.plausible(millivolts);
    }

    private static List<Frame.Cell> cells(SortedMap<Integer, PointSample> byNumber) {
        List<Frame.Cell> cells = new ArrayList<>();
        byNumber.forEach((number, sample) -> {
            while (cells.size() < number - 1) {
                cells.add(new Frame.Cell(Frame.Cell.ABSENT, Quality.GOOD));
            }
            cells.add(new Frame.Cell((int) sample.value(), sample.quality()));
        });
        return cells;
    }

    private static List<Frame.Temperature> temperatures(SortedMap<Integer, PointSample> byNumber) {
        List<Frame.Temperature> temperatures = new ArrayList<>();
        byNumber.forEach((number, sample) -> {
            while (temperatures.size() < number - 1) {
                temperatures.add(new Frame.Temperature(Frame.Temperature.ABSENT, Quality.GOOD));
            }
            temperatures.add(new Frame.Temperature((int) sample.value(), sample.quality()));
        });
        return temperatures;
    }

    /** Packs with fewer cells than their protocol has places for send 0 in the last ones: those are no cells. */
    private static int withoutPlaceholders(List<Frame.Cell> cells) {
        int count = cells.size();
        while (count > 0 && cells.get(count - 1).millivolts() == 0) {
            count--;
        }
        return count;
    }
}
