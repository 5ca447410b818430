package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.Quality;
import io.busbar.measure.Role;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one device said at one instant, as rules look at it. Made once per device type and filled again for every frame, by a stream from its
 * samples as by a reader of the tables, without copying cells: {@link #begin}, then what the frame has, then a step of the evaluator.
 *
 * <p>Only this frame counts, nothing is carried over. What is implausible, absent or from a probe that is not there is as if it had not been
 * sent: a cell without a plausible reading, a temperature of exactly 0.00 °C (what real BMSs send in place of a probe), a value outside the
 * plausible range of its point. The differential and what belongs to it need 80 % of the expected cells; a single cell beyond its limit does
 * not. Confined to one thread.
 */
public final class Observation {

    /** In place of a value that the frame does not have; no point has this value. */
    public static final long NO_VALUE = Long.MIN_VALUE;

    private static final int QUORUM_PERCENT = 80;
    /** A million Ah; more comes from a voltage that is as good as none. */
    private static final long MAX_CAPACITY_MILLIAMP_HOURS = 1_000_000_000;

    private static final int CELLS_USED = PointSlots.ofRole(Role.CELLS_USED);
    private static final int DIFFERENTIAL = PointSlots.ofRole(Role.CELL_DIFFERENTIAL);
    private static final int DERIVED_MAX = PointSlots.ofRole(Role.DERIVED_MAX_CELL);
    private static final int DERIVED_MIN = PointSlots.ofRole(Role.DERIVED_MIN_CELL);

    private static final long MICRO = 1_000_000;
    private static final short[] NO_CELLS = new short[0];
    private static final byte[] ALL_GOOD = new byte[0];

    final PointSlots slots;
    private final long[] values;

    /** Slots with a value, so that the next frame need not forget all. */
    private final int[] told;

    private int toldCount;

    private String serialNumber = "";
    private long observedAtMillis;
    private long receivedAtMillis;
    private @Nullable Observation parent;
    private long packsCapacityMilliampHours;

    private short[] cells = NO_CELLS;
    private byte[] cellQuality = ALL_GOOD;
    private int cellsExpected;
    private short[] probes = NO_CELLS;

    private Observation(PointSlots slots) {
        this.slots = slots;
        this.values = new long[slots.size()];
        this.told = new int[slots.size()];
        Arrays.fill(values, NO_VALUE);
    }

    public static Observation of(Catalogue catalogue, DeviceType type) {
        return new Observation(new PointSlots(catalogue, type));
    }

    /**
     * Starts an instant of a device; everything said before is forgotten.
     *
     * @param parent what the BMS that a pack is part of said in the same frame; null when it said nothing
     */
    public Observation begin(
            String deviceSerialNumber, long atMillis, long receiptMillis, @Nullable Observation parent) {
        this.serialNumber = deviceSerialNumber;
        this.observedAtMillis = atMillis;
        this.receivedAtMillis = receiptMillis;
        this.parent = parent;
        packsCapacityMilliampHours = NO_VALUE;
        cells = NO_CELLS;
        cellQuality = ALL_GOOD;
        cellsExpected = 0;
        probes = NO_CELLS;
        for (int i = 0; i < toldCount; i++) {
            values[told[i]] = NO_VALUE;
        }
        toldCount = 0;
        return this;
    }

    /**
     * The cells of a pack, kept by reference until the next {@link #begin}.
     *
     * @param millivolts by cell number from 1, two's complement as stored; anything outside the plausible range is no reading
     * @param quality bits of {@link Quality} by cell; empty or null when every cell is good
     * @param expected how many cells the pack has
     */
    public Observation cells(short[] millivolts, byte @Nullable [] quality, int expected) {
        cells = millivolts;
        cellQuality = quality == null ? ALL_GOOD : quality;
        cellsExpected = expected;
        return this;
    }

    /** The temperatures of a pack in 0.01 °C by number from 1, kept by reference until the next {@link #begin}. */
    public Observation temperatures(short[] centiCelsius) {
        probes = centiCelsius;
        return this;
    }

    /** A number at the catalogue's scale; one of a point that the device type does not have, or that is implausible, is passed over. */
    public Observation value(int pointId, long value, int quality) {
        int slot = slots.ofId(pointId);
        if (slot != PointSlots.NONE && (quality & Quality.IMPLAUSIBLE) == 0 && slots.plausible(slot, value)) {
            tell(slot, value);
        }
        return this;
    }

    /** The same by role; an implausible value is passed over, and one of a role that the device type does not play. */
    public Observation value(Role role, long value) {
        if (slots.plays(role) && slots.plausible(PointSlots.ofRole(role), value)) {
            tell(PointSlots.ofRole(role), value);
        }
        return this;
    }

    /**
     * For a BMS that does not say its capacity: the sum over the packs of the same frame that are connected in parallel. To be told only when
     * every pack of the frame said its own.
     */
    public Observation packsCapacity(long milliampHours) {
        packsCapacityMilliampHours = milliampHours;
        return this;
    }

    public String serialNumber() {
        return serialNumber;
    }

    public long observedAtMillis() {
        return observedAtMillis;
    }

    public long receivedAtMillis() {
        return receivedAtMillis;
    }

    @Nullable
    Observation parent() {
        return parent;
    }

    long slot(int slot) {
        return values[slot];
    }

    /** What this device needs to be charged in an hour, in mA; {@link #NO_VALUE} when the frame does not tell. */
    long capacityMilliampHours() {
        long capacity = values[PointSlots.ofRole(Role.TOTAL_CAPACITY)];
        if (capacity <= 0) {
            long wattHours = values[PointSlots.ofRole(Role.RATED_ENERGY)];
            long millivolts = values[PointSlots.ofRole(Role.VOLTAGE)];
            capacity = wattHours > 0 && millivolts > 0 ? wattHours * MICRO / millivolts : packsCapacityMilliampHours;
        }
        return capacity > 0 && capacity <= MAX_CAPACITY_MILLIAMP_HOURS ? capacity : NO_VALUE;
    }

    /** Of all cells with a reading. */
    long highestCellMillivolts() {
        return values[slots.highestCell];
    }

    long lowestCellMillivolts() {
        return values[slots.lowestCell];
    }

    /** Counted from 1, the first of several; 0 when no cell has a reading. */
    int highestCell() {
        return numberOf(highestCellMillivolts());
    }

    int lowestCell() {
        return numberOf(lowestCellMillivolts());
    }

    long hottestCentiCelsius() {
        return values[slots.hottestProbe];
    }

    int hottestProbe() {
        return probeOf(hottestCentiCelsius());
    }

    int coldestProbe() {
        return probeOf(values[slots.coldestProbe]);
    }

    /** Whether enough cells have a reading for what compares them with each other. */
    boolean quorum() {
        return values[DIFFERENTIAL] != NO_VALUE;
    }

    int cellCount() {
        return cells.length;
    }

    /** By number from 1. */
    long cellMillivolts(int number) {
        return number <= cells.length && isReading(number - 1) ? cells[number - 1] : NO_VALUE;
    }

    int probeCount() {
        return probes.length;
    }

    /** By number from 1. */
    long probeCentiCelsius(int number) {
        return number <= probes.length && isProbe(probes[number - 1]) ? probes[number - 1] : NO_VALUE;
    }

    /** Reckons what is folded from cells and probes; before it there are the values of another frame. */
    void fold() {
        foldCells();
        foldProbes();
    }

    private void foldCells() {
        short[] all = cells;
        int from = slots.cellMin;
        int to = slots.cellMax;
        boolean allGood = cellQuality.length == 0;
        int max = Integer.MIN_VALUE;
        int min = Integer.MAX_VALUE;
        int used = 0;
        for (int i = 0; i < all.length; i++) {
            int millivolts = all[i];
            if (millivolts >= from && millivolts <= to && (allGood || isReading(i))) {
                used++;
                max = Math.max(max, millivolts);
                min = Math.min(min, millivolts);
            }
        }
        boolean quorum = used > 0 && used * 100L >= (long) cellsExpected * QUORUM_PERCENT;
        values[CELLS_USED] = all.length == 0 ? NO_VALUE : used;
        values[slots.highestCell] = used == 0 ? NO_VALUE : max;
        values[slots.lowestCell] = used == 0 ? NO_VALUE : min;
        values[DIFFERENTIAL] = quorum ? max - min : NO_VALUE;
        values[DERIVED_MAX] = quorum ? max : NO_VALUE;
        values[DERIVED_MIN] = quorum ? min : NO_VALUE;
    }

    private void foldProbes() {
        int from = slots.probeMin;
        int to = slots.probeMax;
        int max = Integer.MIN_VALUE;
        int min = Integer.MAX_VALUE;
        for (int centiCelsius : probes) {
            if (centiCelsius != 0 && centiCelsius >= from && centiCelsius <= to) {
                max = Math.max(max, centiCelsius);
                min = Math.min(min, centiCelsius);
            }
        }
        values[slots.hottestProbe] = max < min ? NO_VALUE : max;
        values[slots.coldestProbe] = max < min ? NO_VALUE : min;
    }

    private int numberOf(long millivolts) {
        for (int number = 1; number <= cells.length; number++) {
            if (isReading(number - 1) && cells[number - 1] == millivolts) {
                return number;
            }
        }
        return 0;
    }

    private int probeOf(long centiCelsius) {
        for (int number = 1; number <= probes.length; number++) {
            if (isProbe(probes[number - 1]) && probes[number - 1] == centiCelsius) {
                return number;
            }
        }
        return 0;
    }

    private boolean isReading(int index) {
        int millivolts = cells[index];
        return millivolts >= slots.cellMin
                && millivolts <= slots.cellMax
                && (cellQuality.length == 0 || (cellQuality[index] & Quality.IMPLAUSIBLE) == 0);
    }

    private boolean isProbe(int centiCelsius) {
        return centiCelsius != 0 && centiCelsius >= slots.probeMin && centiCelsius <= slots.probeMax;
    }

    private void tell(int slot, long value) {
        if (values[slot] == NO_VALUE) {
            told[toldCount++] = slot;
        }
        values[slot] = value;
    }
}
