package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.client.ApiClient;
import io.busbar.standalone.client.LoggerClient;
import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.storage.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code busbar up} on a disk that is full to the last byte, after a system with data on it was killed, and again when there is room. */
@LongRun
final class FullDiskStartIT {

    /** A system of its own, and what the journal wants to stay free. */
    private static final int DISK_MEBIBYTES = 700;

    private static final String LOGGER = "SN1";
    private static final int FRAMES = 200;
    private static final int HV_BMS = 1;
    private static final int SOC = 1_400;

    /** 2024-02-03T01:44:00Z. */
    private static final long OBSERVED_AT_MILLIS = 1_706_924_640_000L;

    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    private SmallDisk disk;
    private @Nullable BusbarProcess busbar;

    @BeforeEach
    void mount() throws IOException {
        disk = SmallDisk.mount(folder.resolve("disk"), DISK_MEBIBYTES);
    }

    @AfterEach
    void end() throws Exception {
        if (busbar != null) {
            busbar.kill();
        }
        // A disk that cannot be had is not there.
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void saysThatThereIsNoRoomAndGoesOnWithEverythingWhenThereIs() throws Exception {
        Path data = disk.folder().resolve("busbar");
        busbar = BusbarProcess.start(folder, data, START);
        sendFrames(RunningSystem.read(data));
        busbar.kill();

        disk.fill();
        assertThatThrownBy(() -> BusbarProcess.start(folder, data, START))
                .hasMessageStartingWith("busbar ended with 1: ")
                .hasMessageEndingWith("\nbusbar: the disk of data directory " + data
                        + " is full: free=0 bytes, needed=67108864: make room and start again\n");

        disk.free();
        busbar = BusbarProcess.start(folder, data, START);
        await().atMost(START)
                .untilAsserted(() -> assertThat(SystemUnderTest.sql(data, "SELECT count(*) FROM bms_sample"))
                        .containsExactly(Integer.toString(FRAMES)));
    }

    /** Returns when all are acknowledged. */
    private static void sendFrames(RunningSystem system) throws Exception {
        String key = new ApiClient(system)
                .registerLogger(Map.of("serialNumber", LOGGER))
                .orElseThrow();
        try (LoggerClient logger = LoggerClient.connect(system, LOGGER, key)) {
            List<CompletableFuture<?>> acknowledged = new ArrayList<>();
            for (int number = 0; number < FRAMES; number++) {
                acknowledged.add(logger.send(frame(number)));
            }
            CompletableFuture.allOf(acknowledged.toArray(new CompletableFuture<?>[0]))
                    .join();
        }
    }

    private static byte[] frame(int number) {
        Frame.Device bms = new Frame.Device(
                "SN1-BMS",
                HV_BMS,
                Frame.Device.NO_PARENT,
                List.of(new Frame.Reading(SOC, 95, 0, 0)),
                List.of(),
                List.of(),
                List.of());
        return FrameEncoder.encode(new Frame(
                LOGGER, 1L, (long) number, OBSERVED_AT_MILLIS + 1_000L * number, null, 0, false, List.of(bms)));
    }
}
