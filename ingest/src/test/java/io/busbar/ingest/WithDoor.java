package io.busbar.ingest;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a front door of their own, open while each runs. Confined to one test. */
public abstract class WithDoor {

    @TempDir
    private Path directory;

    protected TestDoor door;

    @BeforeEach
    void openDoor() throws IOException {
        door = new TestDoor(directory);
    }

    @AfterEach
    void closeDoor() throws IOException {
        door.close();
    }
}
