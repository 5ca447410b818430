package io.busbar.benchmarks.jobs;

/** Somebody who judges the frames of a file. Confined to one thread. */
public interface Judge {

    /** Its name in the figures. */
    String name();

    /** What it does, in a line. */
    String description();

    /** Judges every frame. */
    JobRun run(FrameFile file) throws Exception;
}
