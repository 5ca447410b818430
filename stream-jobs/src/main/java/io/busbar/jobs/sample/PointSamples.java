package io.busbar.jobs.sample;

import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.measure.Quality;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers of one device in one frame, column by column as the table has them. Immutable as long as nobody writes to the arrays.
 *
 * @param ids ascending: who reads the row looks a point up by halving
 * @param values by id, at the catalogue's scale
 * @param quality bits of {@link Quality} by id; empty when all are good
 */
public record PointSamples(int[] ids, long[] values, byte[] quality) {

    public static final PointSamples NONE = new PointSamples(new int[0], new long[0], new byte[0]);

    public PointSamples {
        for (int i = 1; i < ids.length; i++) {
            if (ids[i - 1] >= ids[i]) {
                throw new IllegalArgumentException(
                        "points out of order: " + ids[i - 1] + " before " + ids[i] + ", allowed: ascending ids");
            }
        }
        if (values.length != ids.length || (quality.length != 0 && quality.length != ids.length)) {
            throw new IllegalArgumentException("columns of unequal length: ids=" + ids.length + ", values="
                    + values.length + ", quality=" + quality.length);
        }
    }

    public static PointSamples of(PointSample... samples) {
        return of(List.of(samples));
    }

    /** The same as columns; the samples are in ascending order of id. */
    public static PointSamples of(List<PointSample> samples) {
        if (samples.isEmpty()) {
            return NONE;
        }
        int[] ids = new int[samples.size()];
        long[] values = new long[ids.length];
        byte[] quality = new byte[ids.length];
        int qualityOfAll = Quality.GOOD;
        for (int i = 0; i < ids.length; i++) {
            PointSample sample = samples.get(i);
            ids[i] = sample.pointId();
            values[i] = sample.value();
            quality[i] = (byte) sample.quality();
            qualityOfAll |= sample.quality();
        }
        return new PointSamples(ids, values, qualityOfAll == Quality.GOOD ? NONE.quality : quality);
    }

    public int size() {
        return ids.length;
    }

    public int quality(int place) {
        return quality.length == 0 ? Quality.GOOD : Byte.toUnsignedInt(quality[place]);
    }

    /** Whether both are of the same points. */
    public boolean areOfSamePoints(PointSamples other) {
        return Arrays.equals(ids, other.ids);
    }
}
