package io.busbar.jobs.database;

/** Ends of time, for statements: PostgreSQL takes no milliseconds as far away as a {@code long} holds them. Stateless. */
public final class SqlTimes {

    /** Before every sample: the year 1. */
    public static final long FIRST_MILLIS = -62_135_596_800_000L;

    /** After every sample: the year 9999. */
    public static final long LAST_MILLIS = 253_370_764_800_000L;

    private SqlTimes() {}
}
