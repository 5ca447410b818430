package io.busbar.query.access;

/** Over which plants of the own organization a capability reaches; each constant includes those before it. Immutable. */
public enum Reach {
    NONE,
    /** Plants the person owns. */
    OWN,
    /** Plants the person owns, and plants they are assigned to as installer. */
    ASSIGNED,
    /** Every plant of the organization, and loggers that have no plant yet. */
    ALL;

    public boolean covers(Reach other) {
        return compareTo(other) >= 0;
    }
}
