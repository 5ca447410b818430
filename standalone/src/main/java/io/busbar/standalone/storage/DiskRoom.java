package io.busbar.standalone.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a disk has the room that a start needs. Looked at before anything is started, since the journal and the embedded broker write through
 * memory maps: where a mapped file finds no room, the process ends in the middle of whatever it does. Stateless.
 */
public final class DiskRoom {

    private DiskRoom() {}

    /** @throws IOException with one line for the user when there is less */
    public static void require(Path directory, long neededBytes) throws IOException {
        long freeBytes =
                Files.getFileStore(existing(directory.toAbsolutePath())).getUsableSpace();
        if (freeBytes < neededBytes) {
            throw new IOException("the disk of data directory " + directory + " is full: free=" + freeBytes
                    + " bytes, needed=" + neededBytes + ": make room and start again");
        }
    }

    /** The folder, or the nearest above it that is there. */
    private static Path existing(Path directory) {
        Path parent = directory.getParent();
        return Files.exists(directory) || parent == null ? directory : existing(parent);
    }
}
