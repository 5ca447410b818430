package io.busbar.jobs.source;

/**
 * An accepted frame and the place it was read from, or a mark: everything that its door received before stands before it in the partition.
 * Immutable as long as nobody writes to the array.
 *
 * @param loggerSerialNumber empty for a mark
 * @param frame binary form with checksum; empty for a mark
 */
public record SourceFrame(
        String loggerSerialNumber,
        long receivedAtMillis,
        int doorId,
        int kafkaPartition,
        long kafkaOffset,
        byte[] frame) {

    public boolean isMark() {
        return loggerSerialNumber.isEmpty();
    }
}
