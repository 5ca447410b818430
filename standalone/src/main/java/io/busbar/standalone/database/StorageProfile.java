package io.busbar.standalone.database;

/**
 * How the tables of samples are stored. What users see is the same on all of them; size and speed differ. Each constant can do what
 * the ones before it can, so a database moves down this list and never up. Immutable.
 */
public enum StorageProfile {
    /** A server without TimescaleDB: ordinary tables. */
    PLAIN("plain tables"),

    /** Hypertables: a time range that is full is a table of its own, and goes as a whole when it is too old. */
    TIMESCALE_APACHE("TimescaleDB, Apache edition"),

    /** Hypertables whose older chunks are turned into compressed columns by a policy of the server. */
    TIMESCALE_COMMUNITY("TimescaleDB, Community edition");

    private final String label;

    StorageProfile(String label) {
        this.label = label;
    }

    /** For messages. */
    public String label() {
        return label;
    }

    boolean hasHypertables() {
        return this != PLAIN;
    }

    boolean hasColumnstore() {
        return this == TIMESCALE_COMMUNITY;
    }
}
