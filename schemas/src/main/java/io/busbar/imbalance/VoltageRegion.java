package io.busbar.imbalance;

/** Where on its voltage curve a pack is, by its highest measured cell. Immutable. */
public enum VoltageRegion {
    /** Where voltage says little about charge. */
    PLATEAU,
    /** Between the two. */
    KNEE,
    /** At the top of charge, where a little charge is much voltage. */
    TOP
}
