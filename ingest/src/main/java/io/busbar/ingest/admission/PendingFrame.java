package io.busbar.ingest.admission;

import io.busbar.frame.FrameRejection;
import org.jspecify.annotations.Nullable;

/**
 * A frame of a connection that is on its way to the disk. Immutable.
 *
 * @param number by which the client knows it
 * @param rejection why it is kept as refused; null when it was accepted
 */
public record PendingFrame(AckQueue queue, int number, @Nullable FrameRejection rejection, int bytes) {}
