package io.busbar.standalone.jobs;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.storage.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole job, a Java process of its own, is killed and started again on its checkpoints. */
@LongRun
@Tag("storage")
final class KilledJobIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path directory;

    @Test
    void leavesTheTablesThatTheTopicSays() throws Exception {
        try (KilledJob job = new KilledJob()) {
            new Kills(KAFKA.bootstrapServers(), bench.database()).run(Kills.count(5), job);
        }
    }

    /** Confined to one thread. */
    private final class KilledJob implements Kills.Part, AutoCloseable {

        private Process process = start(0);

        KilledJob() throws IOException {}

        @Override
        public void kill(int number) throws Exception {
            close();
            process = start(number);
        }

        @Override
        public boolean isRunning() {
            return process.isAlive();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }

        private Process start(int number) throws IOException {
            ProcessBuilder builder = ChildJvm.builder(
                    JobProgram.class,
                    KAFKA.bootstrapServers(),
                    POSTGRES.jdbcUrl(),
                    POSTGRES.user(),
                    directory.resolve("checkpoints").toString());
            List<String> command = new ArrayList<>(builder.command());
            command.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // it lives for seconds
            builder.command(command);
            builder.environment().put("BUSBAR_DATABASE_PASSWORD", POSTGRES.password());
            return builder.redirectOutput(
                            directory.resolve("job-" + number + ".log").toFile())
                    .start();
        }
    }
}
