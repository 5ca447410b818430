package io.busbar.frame;

/** How large a frame and its parts may be. The door announces the first to its clients; the gate holds all of them. Stateless. */
public final class FrameLimits {

    /** Of the binary form with its checksum, and of the JSON text. */
    public static final int MAX_FRAME_BYTES = 65_536;

    public static final int MAX_DEVICES = 256;

    /** Numbers and texts of one device together. */
    public static final int MAX_POINTS_PER_DEVICE = 1_024;

    public static final int MAX_CELLS_PER_DEVICE = 512;
    public static final int MAX_TEMPERATURES_PER_DEVICE = 128;

    /** Of a text or serial number in UTF-8. */
    public static final int MAX_TEXT_BYTES = 64;

    public static final long MAX_BOOT_ID = (1L << 48) - 1;
    public static final long MAX_SEQUENCE = (1L << 32) - 1;
    public static final int MAX_REVISION = 65_535;

    /** The field holds one more, which SBE reserves for an absent number. */
    public static final long MAX_POINT_ID = (1L << 32) - 2;

    /** Decimals of a reading; finer ones are rounded in the JSON form. */
    public static final int MAX_SCALE = 12;

    /** 2000-01-01T00:00:00Z: before it, a clock is not merely wrong, it is not set. */
    public static final long EARLIEST_MILLIS = 946_684_800_000L;

    /** 2100-01-01T00:00:00Z, inclusive. */
    public static final long LATEST_MILLIS = 4_102_444_800_000L;

    public static final long MAX_UPTIME_MILLIS = LATEST_MILLIS - EARLIEST_MILLIS;

    private FrameLimits() {}
}
