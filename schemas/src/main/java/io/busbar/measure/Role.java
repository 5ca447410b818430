package io.busbar.measure;

import org.jspecify.annotations.Nullable;

/**
 * What a point means to the engine, whatever its id on a device type. Code asks {@link Catalogue#byRole} for a role; only
 * {@linkplain #single() single} roles have one answer per device type. A role fixes unit and scale where it has a unit: VOLTAGE is in mV on
 * every device type. Immutable.
 */
public enum Role {
    /** Nothing in the engine depends on this point. */
    NONE(false),

    /** State of charge in %. */
    SOC(Unit.PERCENT),
    /** State of health in %; of several packs the lowest. */
    SOH(Unit.PERCENT),
    /** Total voltage of the device in V. */
    VOLTAGE(Unit.VOLT),
    /** Total current in A, positive when charging. */
    CURRENT(Unit.AMPERE),
    /** Energy that can still be discharged, kWh. */
    REMAINING_ENERGY(Unit.KILOWATT_HOUR),
    /** Nameplate energy, kWh. */
    RATED_ENERGY(Unit.KILOWATT_HOUR),
    /** Charge that can still be taken out, Ah. */
    REMAINING_CAPACITY(Unit.AMPERE_HOUR),
    /** Charge of a full device, Ah. */
    TOTAL_CAPACITY(Unit.AMPERE_HOUR),
    /** Completed charge cycles. */
    CYCLES,
    /** Energy charged since manufacture, kWh, never falling. */
    CHARGED_ENERGY(Unit.KILOWATT_HOUR),
    /** Energy discharged since manufacture, kWh, never falling. */
    DISCHARGED_ENERGY(Unit.KILOWATT_HOUR),
    /** Charging current the BMS allows at this moment, A. */
    CHARGE_CURRENT_LIMIT(Unit.AMPERE),
    /** Discharge current the BMS allows at this moment, A. */
    DISCHARGE_CURRENT_LIMIT(Unit.AMPERE),

    /** Voltage of one cell, V; {@link MeasuringPoint#index} is its number. */
    CELL_VOLTAGE(false, Unit.VOLT),
    /** One temperature probe of a pack, degC; {@link MeasuringPoint#index} is its number. */
    TEMPERATURE(false, Unit.DEGREE_CELSIUS),
    /** Cells the pack says it has. */
    CELL_COUNT,
    /** Temperature probes the pack says it has. */
    TEMPERATURE_COUNT,
    /** Packs the BMS says it has. */
    PACK_COUNT,
    /** Highest cell voltage as the BMS reports it, V. */
    MAX_CELL_VOLTAGE(Unit.VOLT),
    /** Lowest cell voltage as the BMS reports it, V. */
    MIN_CELL_VOLTAGE(Unit.VOLT),
    /** Highest cell temperature as the BMS reports it, degC. */
    MAX_TEMPERATURE(Unit.DEGREE_CELSIUS),
    /** Lowest cell temperature as the BMS reports it, degC. */
    MIN_TEMPERATURE(Unit.DEGREE_CELSIUS),

    /** Derived: highest minus lowest cell voltage of the pack, V. */
    CELL_DIFFERENTIAL(Unit.VOLT),
    /** Derived: largest cell differential among the packs of the BMS, V. */
    LARGEST_DIFFERENTIAL(Unit.VOLT),
    /** Derived: highest minus lowest voltage over all cells in series, V. */
    SERIES_SPAN(Unit.VOLT),
    /** Derived: highest cell voltage of the pack, V. */
    DERIVED_MAX_CELL(Unit.VOLT),
    /** Derived: lowest cell voltage of the pack, V. */
    DERIVED_MIN_CELL(Unit.VOLT),
    /** Derived: number of the first cell with the highest voltage. */
    DERIVED_MAX_CELL_NUMBER,
    /** Derived: number of the first cell with the lowest voltage. */
    DERIVED_MIN_CELL_NUMBER,
    /** Derived: cells that took part in the differential. */
    CELLS_USED,

    /** Derived, of buckets: energy that went in, Wh. */
    ENERGY_IN(Unit.WATT_HOUR),
    /** Derived, of buckets: energy that came out, Wh, a positive number. */
    ENERGY_OUT(Unit.WATT_HOUR),

    /** Non-zero while any alarm of the device is active. */
    TOTAL_ALARM,
    /** One alarm, 0 or 1. */
    ALARM_BIT(false),
    /** Several alarms, one per bit. */
    ALARM_REGISTER(false),
    /** State of one cell: 0 normal, 1 below, 2 above its limit, others a fault. */
    CELL_ERROR(false),
    /** An operating state whose values only the maker knows. */
    STATUS(false),

    /** The device's own serial number. */
    SERIAL_NUMBER,
    /** Serial number of the device it is part of. */
    PARENT_SERIAL_NUMBER,
    /** Version of the software that measures. */
    FIRMWARE_VERSION,
    /** The device's own clock when it sampled, local time without a zone. */
    COLLECTION_TIME,
    /** Serial numbers of the devices below, separated by commas. */
    SUBDEVICES;

    private final boolean single;
    private final @Nullable Unit unit;

    Role() {
        this(true, null);
    }

    Role(Unit unit) {
        this(true, unit);
    }

    Role(boolean single) {
        this(single, null);
    }

    Role(boolean single, @Nullable Unit unit) {
        this.single = single;
        this.unit = unit;
    }

    /** True when a device type has at most one point of this role. */
    public boolean single() {
        return single;
    }

    /** True when the inputs of a BMS's derived point of this role are points of the BMS itself, not of its packs. */
    boolean isOfOwnPoints() {
        return this == ENERGY_IN || this == ENERGY_OUT;
    }

    /** True when the points of this role are numbered from 1. */
    public boolean numbered() {
        return this == CELL_VOLTAGE || this == TEMPERATURE;
    }

    /** The unit that every point of this role has, and with it the scale; null when the role prescribes none. */
    @Nullable
    Unit unit() {
        return unit;
    }
}
