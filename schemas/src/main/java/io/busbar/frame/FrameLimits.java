package io.busbar.frame;

/** How large a frame and its parts may be. The door announces the first to its clients; the gate holds all of them. */
public final class FrameLimits {

    /** Of the binary form with its checksum, and of the JSON text. */
    public static final int MAX_FRAME_BYTES = 65_536;

    public static final int MAX_DEVICES = 256;
    public static final int MAX_POINTS_PER_DEVICE = 1_024;
    public static final int MAX_CELLS_PER_DEVICE = 512;
    public static final int MAX_TEMPERATURES_PER_DEVICE = 128;
    public static final int MAX_TEXT_BYTES = 64;
    public static final long MAX_BOOT_ID = (1L << 48) - 1;
    public static final long MAX_SEQUENCE = (1L << 32) - 1;
    public static final int MAX_REVISION = 65_535;

    private FrameLimits() {}
}
