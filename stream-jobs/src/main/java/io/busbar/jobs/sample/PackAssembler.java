package io.busbar.jobs.sample;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameView;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Quality;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Makes the row of a pack from its cells and temperatures, sent as lists or as single points. Confined to one thread. */
final class PackAssembler {

    private static final byte[] ALL_GOOD = {};

    private final Catalogue catalogue;

    PackAssembler(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The row of a pack, null when it sent neither cells nor temperatures; {@code qualityBits} are added to every cell. */
    @Nullable
    PackSample assemble(DeviceType type, FrameView.Device device, DeviceReadings readings, int qualityBits) {
        Cells cells = device.cellCount() == 0 ? new Cells(readings.cells) : new Cells(device);
        short[] centiCelsius =
                device.temperatureCount() == 0 ? temperatures(readings.temperatures) : temperatures(device);
        if (cells.count() == 0 && centiCelsius.length == 0) {
            return null;
        }
        int used = cells.judge(catalogue.cells(type), qualityBits);
        Integer declared = readings.declaredCells();
        int expected = declared == null ? cells.withoutPlaceholders() : Math.max(declared, used);
        byte[] quality = cells.qualityOfAll == Quality.GOOD ? ALL_GOOD : cells.quality;
        return new PackSample(
                cells.millivolts,
                quality,
                centiCelsius,
                CellSpread.of(cells.millivolts, quality, expected),
                used,
                expected);
    }

    private static short[] temperatures(FrameView.Device device) {
        short[] centiCelsius = new short[device.temperatureCount()];
        for (int i = 0; i < centiCelsius.length; i++) {
            centiCelsius[i] = device.centiCelsius(i);
        }
        return centiCelsius;
    }

    private static short[] temperatures(SortedMap<Integer, PointSample> byNumber) {
        short[] centiCelsius = new short[byNumber.isEmpty() ? 0 : byNumber.lastKey()];
        Arrays.fill(centiCelsius, PackSample.NO_READING);
        byNumber.forEach((number, sample) -> centiCelsius[number - 1] = (short) sample.value());
        return centiCelsius;
    }

    /** The cells of one pack, by number from 1: as sent at first, then as they are kept. */
    private static final class Cells {

        private final short[] millivolts;
        private final byte[] quality;
        private int placeholdersFrom;
        private int qualityOfAll = Quality.GOOD;

        Cells(FrameView.Device device) {
            millivolts = new short[device.cellCount()];
            quality = new byte[millivolts.length];
            for (int i = 0; i < millivolts.length; i++) {
                put(i, device.millivolts(i), device.cellQuality(i));
            }
        }

        Cells(SortedMap<Integer, PointSample> byNumber) {
            millivolts = new short[byNumber.isEmpty() ? 0 : byNumber.lastKey()];
            quality = new byte[millivolts.length];
            for (int i = 0; i < millivolts.length; i++) {
                PointSample sample = byNumber.get(i + 1);
                put(
                        i,
                        sample == null ? Frame.Cell.ABSENT : (int) sample.value(),
                        sample == null ? Quality.GOOD : sample.quality());
            }
        }

        private void put(int place, int sent, int qualityBits) {
            boolean isReading = sent != 0 && sent != Frame.Cell.ABSENT;
            millivolts[place] = isReading ? (short) sent : PackSample.NO_READING;
            quality[place] = (byte) qualityBits;
            if (sent != 0) {
                placeholdersFrom = place + 1;
            }
        }

        int count() {
            return millivolts.length;
        }

        /** Packs with fewer cells than their protocol has places for send 0 in the last ones: those are no cells. */
        int withoutPlaceholders() {
            return placeholdersFrom;
        }

        /**
         * Marks what is not plausible, and returns how many cells have a plausible reading.
         *
         * @param points of the cells; those beyond are judged like the first
         */
        int judge(List<MeasuringPoint> points, int qualityBits) {
            int used = 0;
            for (int i = 0; i < millivolts.length; i++) {
                if (millivolts[i] == PackSample.NO_READING) {
                    quality[i] = Quality.GOOD;
                    continue;
                }
                boolean isPlausible = points.isEmpty()
                        || points.get(i < points.size() ? i : 0).plausible(millivolts[i]);
                int bits = quality[i] | qualityBits | (isPlausible ? Quality.GOOD : Quality.IMPLAUSIBLE);
                used += isPlausible ? 1 : 0;
                quality[i] = (byte) bits;
                qualityOfAll |= bits;
            }
            return used;
        }
    }
}
