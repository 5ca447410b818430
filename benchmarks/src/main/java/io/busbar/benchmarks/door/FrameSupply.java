package io.busbar.benchmarks.door;

import java.util.List;

/** The frames of one logger, in the order of sending. Confined to one thread. */
public interface FrameSupply {

    /** The longest frame. */
    int maxBytes();

    /**
     * The frame with this number, counted from 0; good until the next is asked for.
     *
     * @param dueNanos when it is to be sent, by {@link System#nanoTime}
     */
    byte[] frame(long number, long dueNanos);

    /** The same frames again and again, whenever they are due. */
    static FrameSupply of(List<byte[]> frames) {
        int most = frames.stream().mapToInt(frame -> frame.length).max().orElse(0);
        return new FrameSupply() {
            @Override
            public int maxBytes() {
                return most;
            }

            @Override
            public byte[] frame(long number, long dueNanos) {
                return frames.get((int) (number % frames.size()));
            }
        };
    }
}
