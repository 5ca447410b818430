package io.busbar.imbalance;

/** What flows through a pack. A cell that is low in both directions has less charge, one that changes sides more resistance. Immutable. */
public enum CurrentDirection {
    CHARGE,
    REST,
    DISCHARGE,
    /** No current came with the cells. */
    UNKNOWN
}
