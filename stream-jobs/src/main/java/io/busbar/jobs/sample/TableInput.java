package io.busbar.jobs.sample;

import io.busbar.jobs.source.Announcement;
import org.jspecify.annotations.Nullable;

/** What reaches the writer of the tables: what a frame leaves, or something to be known. One of both is there. Immutable. */
public record TableInput(@Nullable FrameSamples frame, @Nullable Announcement announcement) {

    public static TableInput of(FrameSamples frame) {
        return new TableInput(frame, null);
    }

    public static TableInput of(Announcement announcement) {
        return new TableInput(null, announcement);
    }
}
