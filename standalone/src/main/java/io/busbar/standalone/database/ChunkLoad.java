package io.busbar.standalone.database;

/**
 * What the chunks of a database have to bear. Immutable.
 *
 * @param bytesPerDay of all sample tables together, with their indexes, uncompressed
 * @param devices how many write
 * @param roomBytes memory that the chunks being written may take together
 * @param columnstore whether chunks are turned into compressed columns later
 */
record ChunkLoad(double bytesPerDay, int devices, long roomBytes, boolean columnstore) {

    /** About a hundred rows: fewer of one device in one chunk hardly compress. */
    private static final long SEGMENT_BYTES = 32 << 10;

    private static final int MOST_ROOMS = 4;

    ChunkLoad {
        if (!(bytesPerDay >= 0) || devices < 0 || roomBytes <= 0) {
            throw new IllegalArgumentException(
                    "not a load: bytesPerDay=" + bytesPerDay + ", devices=" + devices + ", roomBytes=" + roomBytes);
        }
    }

    /** How large the chunks should be together: with a columnstore more than the room when the devices are many, but not any size. */
    double targetBytes() {
        double wanted = columnstore ? (double) devices * SEGMENT_BYTES : 0;
        return Math.max((double) roomBytes, Math.min(wanted, (double) roomBytes * MOST_ROOMS));
    }
}
