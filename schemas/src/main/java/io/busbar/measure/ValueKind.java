package io.busbar.measure;

/** In which form a point's value travels. Immutable. */
public enum ValueKind {
    /** A 64-bit integer at the point's scale; counts, states, flags and bit registers at scale 0. */
    NUMBER,
    /** A short text: serial numbers, versions, local times. */
    TEXT
}
