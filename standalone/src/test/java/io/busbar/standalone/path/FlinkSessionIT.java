package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.replay.Replay;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same job on a Flink session cluster in processes of its own. */
@LongRun
final class FlinkSessionIT {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void storesALogThroughAnExternalCluster() throws Exception {
        Path log = RecordedLogs.require("2026-08-09T10-21-53.csv");
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (FlinkSession flink = FlinkSession.start(folder.resolve("flink"));
                SystemUnderTest system = SystemUnderTest.start(folder.resolve("busbar"), flink.address())) {

            new Replay(system.running(), nowhere).run(log, "R07SESSION", Double.POSITIVE_INFINITY, null);

            assertThat(system.sql("SELECT count(*) FROM pack_sample")).containsExactly("312");
        }
    }
}
