package io.busbar.benchmarks.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.alarm.Transition;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * What a tutorial leads to: JSON through the job, a record a frame, state in RocksDB, read and written with every frame, Flink's defaults
 * elsewhere. In its favour: it decides with Busbar's own evaluator, keeps the states of a device in one value of bytes instead of one a rule, and judges the
 * devices of a frame together.
 */
public final class NaiveJob implements Judge {

    private final Path folder;
    private final Duration checkpointInterval;

    public NaiveJob(Path folder, Duration checkpointInterval) {
        this.folder = folder;
        this.checkpointInterval = checkpointInterval;
    }

    @Override
    public String name() {
        return "naive";
    }

    @Override
    public String description() {
        return "JSON of each frame by Jackson in exact decimals, state in RocksDB, one slot, a checkpoint every "
                + checkpointInterval.toMillis() + " ms";
    }

    @Override
    public JobRun run(FrameFile file) throws Exception {
        Progress.expect(file.frames(), () -> {});
        StreamExecutionEnvironment environment = environment(folder, checkpointInterval);
        environment
                .fromSequence(0, file.frames() - 1L)
                .map(new ReadJson(file.json().toString()), Types.TUPLE(Types.STRING, Types.STRING))
                .keyBy(message -> message.f0, Types.STRING)
                .process(new Alarms(), Types.STRING)
                .sinkTo(new DiscardingSink<>());
        environment.execute();
        return Progress.result();
    }

    /** One slot, state in RocksDB below the folder, defaults elsewhere. */
    public static StreamExecutionEnvironment environment(Path folder, Duration checkpointInterval) {
        Configuration settings = new Configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints-naive").toUri().toString());
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_PORT, "0");
        return StreamExecutionEnvironment.createLocalEnvironment(1, settings);
    }

    private static final class ReadJson extends RichMapFunction<Long, Tuple2<String, String>> {

        @Serial
        private static final long serialVersionUID = 1;

        private final String file;
        private transient @Nullable DataInputStream in;

        ReadJson(String file) {
            this.file = file;
        }

        @Override
        public void open(OpenContext context) throws IOException {
            in = FrameFile.open(Path.of(file));
        }

        @Override
        public Tuple2<String, String> map(Long offset) throws IOException {
            if (offset == 0) {
                Progress.first();
            }
            DataInputStream from = Objects.requireNonNull(in, "open");
            return Tuple2.of(from.readUTF(), new String(FrameFile.next(from), StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
        }
    }

    private static final class Alarms extends JsonAlarms<String> {

        @Serial
        private static final long serialVersionUID = 1;

        @Override
        protected void judged(JsonNode frame, long atMillis, Collector<String> out) {
            Progress.frame();
        }

        @Override
        protected void tell(Transition transition, Collector<String> out) {
            Progress.transition(transition);
            out.collect(transition.toString());
        }
    }
}
