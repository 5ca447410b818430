package io.busbar.measure;

import java.util.List;

/**
 * One thing that devices of a type report, or that is derived from what they report. Its value is an integer to be multiplied by
 * 10^-scale, in its unit. Immutable.
 *
 * @param id unique within the device type; derived points from {@value #FIRST_DERIVED_ID}
 * @param code how JSON frames and requests name the point: the decimal id, or T, SUB, TIME
 * @param unit empty for counts, states and texts
 * @param scale 0 to 6
 * @param plausibleMin lowest value at {@code scale} that is believed, inclusive
 * @param plausibleMax highest value at {@code scale} that is believed, inclusive
 * @param index 1-based number of the cell or temperature, 0 for other roles
 * @param alarm true when a value other than 0 tells of a fault
 * @param inputs for a derived point the received points it is computed from, never derived ones; ids of the device type itself, or, when that
 *     is a BMS, of the type of its packs ({@link Catalogue#inputs} resolves them)
 */
public record MeasuringPoint(
        DeviceType deviceType,
        int id,
        String code,
        String name,
        String nameCn,
        String unit,
        int scale,
        ValueKind kind,
        long plausibleMin,
        long plausibleMax,
        Role role,
        int index,
        boolean alarm,
        List<Integer> inputs) {

    public static final int FIRST_DERIVED_ID = 10_000_000;
    public static final int MAX_SCALE = 6;

    public MeasuringPoint {
        require(id >= 1, "id below 1", id);
        require(!code.isBlank(), "blank code for id", id);
        require(!name.isBlank(), "blank name for id", id);
        require(scale >= 0 && scale <= MAX_SCALE, "scale outside 0 to " + MAX_SCALE, scale);
        Unit known = Unit.ofSymbol(unit);
        require(known != null || unit.isEmpty(), "unknown unit", "'" + unit + "'");
        require(known == null || scale == known.scale(), "wrong scale for unit " + unit, scale);
        require(
                kind == ValueKind.NUMBER || (unit.isEmpty() && scale == 0),
                "a text has neither unit nor scale, id",
                id);
        require(role.unit() == null || role.unit() == known, "wrong unit for role " + role, "'" + unit + "'");
        require(plausibleMin <= plausibleMax, "plausible range upside down", plausibleMin + " > " + plausibleMax);
        require(role.numbered() ? index >= 1 : index == 0, "wrong index for role " + role, index);
        require(id >= FIRST_DERIVED_ID || inputs.isEmpty(), "inputs on a received point", id);
        require(id < FIRST_DERIVED_ID || !inputs.isEmpty(), "no inputs on a derived point", id);
        inputs = List.copyOf(inputs);
    }

    /** True when the engine computes the point, false when devices send it. */
    public boolean derived() {
        return id >= FIRST_DERIVED_ID;
    }

    /** True when {@code value}, at this point's scale, is inside the plausible range. */
    public boolean plausible(long value) {
        return value >= plausibleMin && value <= plausibleMax;
    }

    /** The same point on another device type. */
    MeasuringPoint on(DeviceType other) {
        return new MeasuringPoint(
                other,
                id,
                code,
                name,
                nameCn,
                unit,
                scale,
                kind,
                plausibleMin,
                plausibleMax,
                role,
                index,
                alarm,
                inputs);
    }

    private static void require(boolean holds, String problem, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(problem + ": " + value);
        }
    }
}
