package io.busbar.standalone.storage;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskRoomTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void isThereForAFolderThatIsYetToBeMade() {
        assertThatCode(() -> DiskRoom.require(folder.resolve("not/yet"), 1)).doesNotThrowAnyException();
    }

    @Test
    void saysWhatIsNeededAndWhatToDo() {
        Path data = folder.resolve("data");
        assertThatThrownBy(() -> DiskRoom.require(data, Long.MAX_VALUE))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("the disk of data directory \\Q" + data + "\\E is full: free=\\d+ bytes,"
                        + " needed=9223372036854775807: make room and start again");
    }
}
