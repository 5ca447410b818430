package io.busbar.topic;

import io.busbar.frame.Precedence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest readings of one device: of each point the newest, whichever frame brought it, and the cells and temperatures of the newest
 * frame that had any. Travels on {@link Topics#LATEST_READINGS} under the device's serial number; a record holds all that is known, so that
 * the newest of a key is enough. Records of the same device can be merged in any order and any number of times. Immutable as long as nobody
 * writes to the arrays.
 *
 * @param readings in strictly ascending order of point
 * @param cells null when no frame had cells or temperatures
 */
public record LatestRecord(List<Reading> readings, @Nullable Cells cells) {

    public static final LatestRecord EMPTY = new LatestRecord(List.of(), null);

    /** @throws IllegalArgumentException when a point is out of order or there twice */
    public LatestRecord {
        readings = List.copyOf(readings);
        for (int i = 1; i < readings.size(); i++) {
            int before = readings.get(i - 1).pointId();
            if (readings.get(i).pointId() <= before) {
                throw new IllegalArgumentException(
                        "points are to ascend: " + readings.get(i).pointId() + " after " + before);
            }
        }
    }

    /** The frame that a reading came with. Immutable. */
    public record Origin(long observedAtMillis, long receivedAtMillis, Precedence precedence) {

        /** Newest first. */
        static final Comparator<Origin> NEWEST_FIRST = (a, b) -> a.isNewerThan(b) ? -1 : b.isNewerThan(a) ? 1 : 0;

        /** By time, then precedence. Of receipts of the same frame the first counts. */
        public boolean isNewerThan(Origin other) {
            if (observedAtMillis != other.observedAtMillis) {
                return observedAtMillis > other.observedAtMillis;
            }
            int order = precedence.compareTo(other.precedence);
            return order == 0 ? receivedAtMillis < other.receivedAtMillis : order > 0;
        }
    }

    /**
     * A number at the catalogue's scale, or a text. Immutable.
     *
     * @param value 0 for a text
     * @param text null for a number
     * @param quality bits of {@link io.busbar.measure.Quality}
     */
    public record Reading(int pointId, Origin origin, long value, @Nullable String text, int quality) {}

    /**
     * Immutable as long as nobody writes to the arrays.
     *
     * @param millivolts by cell number from 1; {@link #NO_READING} where there is none
     * @param quality bits of {@link io.busbar.measure.Quality} by cell; empty when every cell is good
     * @param centiCelsius by sensor number from 1, 0.01 °C; {@link #NO_READING} where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Cells(Origin origin, short[] millivolts, byte[] quality, short[] centiCelsius) {

        public static final short NO_READING = Short.MIN_VALUE;

        private boolean isNewerThan(@Nullable Cells other) {
            return other == null || origin.isNewerThan(other.origin);
        }
    }

    /** Of each point the newer reading of both. This very object when the other adds nothing to it. */
    public LatestRecord merge(LatestRecord other) {
        boolean otherCells = other.cells != null && other.cells.isNewerThan(cells);
        List<Reading> merged = new ArrayList<>(readings.size() + other.readings.size());
        int mine = 0;
        int theirs = 0;
        int taken = 0;
        while (mine < readings.size() && theirs < other.readings.size()) {
            Reading my = readings.get(mine);
            Reading their = other.readings.get(theirs);
            int order = Integer.compare(my.pointId(), their.pointId());
            boolean take = order > 0 || (order == 0 && their.origin().isNewerThan(my.origin()));
            merged.add(take ? their : my);
            taken += take ? 1 : 0;
            mine += order <= 0 ? 1 : 0;
            theirs += order >= 0 ? 1 : 0;
        }
        merged.addAll(readings.subList(mine, readings.size()));
        merged.addAll(other.readings.subList(theirs, other.readings.size()));
        taken += other.readings.size() - theirs;
        if (taken == 0 && !otherCells) {
            return this;
        }
        if (taken == merged.size() && (otherCells || cells == null)) {
            return other;
        }
        return new LatestRecord(merged, otherCells ? other.cells : cells);
    }

    /** The frames that the readings came with, each once, the newest first. */
    public List<Origin> origins() {
        List<Origin> origins = new ArrayList<>();
        Origin last = null;
        for (Reading reading : readings) {
            if (!reading.origin().equals(last) && !origins.contains(reading.origin())) {
                origins.add(reading.origin());
            }
            last = reading.origin();
        }
        if (cells != null && !origins.contains(cells.origin())) {
            origins.add(cells.origin());
        }
        origins.sort(Origin.NEWEST_FIRST);
        return origins;
    }

    /** The bytes of {@link LatestLayout}. */
    public byte[] encode() {
        return LatestLayout.encode(this);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static LatestRecord decode(byte[] bytes) {
        return LatestLayout.decode(bytes);
    }
}
