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
    static final long NO_VALUE = Long.MIN_VALUE;

    private static final int QUORUM_PERCENT = 80;
    /** A million Ah; more comes from a voltage that is as good as none. */
    private static final long MAX_CAPACITY_MILLIAMP_HOURS = 1_000_000_000;

    private static final long MICRO = 1_000_000;
    private static final short[] NO_CELLS = new short[0];
    private static final byte[] ALL_GOOD = new byte[0];

    final PointSlots slots;
    private final long[] values;

    private String serialNumber = "";
    private long observedAtMillis;
    private long receivedAtMillis;
    private @Nullable Observation parent;
    private long packsCapacityMilliampHours;

    private short[] cells = NO_CELLS;
    private byte[] cellQuality = ALL_GOOD;
    private int cellsExpected;
    private short[] probes = NO_CELLS;

    private boolean folded;
    private int highest;
    private int highestCell;
    private int lowest;
    private int lowestCell;
    private int used;
    private int hottest;
    private int hottestProbe;
    private int coldest;
    private int coldestProbe;

    private Observation(PointSlots slots) {
        this.slots = slots;
        this.values = new long[slots.size()];
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
        folded = false;
        Arrays.fill(values, NO_VALUE);
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
        folded = false;
        return this;
    }

    /** The temperatures of a pack in 0.01 °C by number from 1, kept by reference until the next {@link #begin}. */
    public Observation temperatures(short[] centiCelsius) {
        probes = centiCelsius;
        folded = false;
        return this;
    }

    /** A number at the catalogue's scale; one of a point that the device type does not have, or that is implausible, is passed over. */
    public Observation value(int pointId, long value, int quality) {
        int slot = slots.ofId(pointId);
        if (slot != PointSlots.NONE && (quality & Quality.IMPLAUSIBLE) == 0 && slots.plausible(slot, value)) {
            values[slot] = value;
        }
        return this;
    }

    /** The same by role; an implausible value is passed over, and one of a role that the device type does not play. */
    public Observation value(Role role, long value) {
        if (slots.plays(role) && slots.plausible(PointSlots.ofRole(role), value)) {
            values[PointSlots.ofRole(role)] = value;
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
        fold();
        return highestCell == 0 ? NO_VALUE : highest;
    }

    long lowestCellMillivolts() {
        fold();
        return lowestCell == 0 ? NO_VALUE : lowest;
    }

    /** Counted from 1, the first of several; 0 when no cell has a reading. */
    int highestCell() {
        fold();
        return highestCell;
    }

    int lowestCell() {
        fold();
        return lowestCell;
    }

    int cellsUsed() {
        fold();
        return used;
    }

    boolean hasCells() {
        return cells.length > 0;
    }

    /** Whether enough cells have a reading for what compares them with each other. */
    boolean quorum() {
        fold();
        return used > 0 && used * 100L >= (long) cellsExpected * QUORUM_PERCENT;
    }

    long hottestCentiCelsius() {
        fold();
        return hottestProbe == 0 ? NO_VALUE : hottest;
    }

    long coldestCentiCelsius() {
        fold();
        return coldestProbe == 0 ? NO_VALUE : coldest;
    }

    int hottestProbe() {
        fold();
        return hottestProbe;
    }

    int coldestProbe() {
        fold();
        return coldestProbe;
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

    private boolean isReading(int index) {
        short millivolts = cells[index];
        return millivolts >= slots.cellMin
                && millivolts <= slots.cellMax
                && (cellQuality.length == 0 || (cellQuality[index] & Quality.IMPLAUSIBLE) == 0);
    }

    private boolean isProbe(short centiCelsius) {
        return centiCelsius != 0 && centiCelsius >= slots.probeMin && centiCelsius <= slots.probeMax;
    }

    private void fold() {
        if (!folded) {
            folded = true;
            foldCells();
            foldProbes();
        }
    }

    private void foldCells() {
        highest = Integer.MIN_VALUE;
        highestCell = 0;
        lowest = Integer.MAX_VALUE;
        lowestCell = 0;
        used = 0;
        for (int i = 0; i < cells.length; i++) {
            if (isReading(i)) {
                int millivolts = cells[i];
                used++;
                if (millivolts > highest) {
                    highest = millivolts;
                    highestCell = i + 1;
                }
                if (millivolts < lowest) {
                    lowest = millivolts;
                    lowestCell = i + 1;
                }
            }
        }
    }

    private void foldProbes() {
        hottest = Integer.MIN_VALUE;
        hottestProbe = 0;
        coldest = Integer.MAX_VALUE;
        coldestProbe = 0;
        for (int i = 0; i < probes.length; i++) {
            short centiCelsius = probes[i];
            if (isProbe(centiCelsius)) {
                if (centiCelsius > hottest) {
                    hottest = centiCelsius;
                    hottestProbe = i + 1;
                }
                if (centiCelsius < coldest) {
                    coldest = centiCelsius;
                    coldestProbe = i + 1;
                }
            }
        }
    }
}
