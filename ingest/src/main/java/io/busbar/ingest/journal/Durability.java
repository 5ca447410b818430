package io.busbar.ingest.journal;

/** When an entry counts as kept, and so may be acknowledged. */
public enum Durability {
    /** After its group was synced to disk: survives a power cut, as far as the disk keeps its promise. */
    DISK,

    /** Once it is in the page cache: survives a killed process, not a power cut. */
    MEMORY
}
