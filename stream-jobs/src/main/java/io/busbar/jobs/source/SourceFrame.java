package io.busbar.jobs.source;

/**
 * An accepted frame and the place it was read from. Immutable as long as nobody writes to the array.
 *
 * @param frame binary form with checksum
 */
public record SourceFrame(
        String loggerSerialNumber, long receivedAtMillis, int kafkaPartition, long kafkaOffset, byte[] frame) {}
