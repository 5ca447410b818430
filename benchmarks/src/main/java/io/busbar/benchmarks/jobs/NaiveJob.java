package io.busbar.benchmarks.jobs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.alarm.AlarmEvaluator;
import io.busbar.alarm.AlarmState;
import io.busbar.alarm.Observation;
import io.busbar.alarm.Transition;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serial;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * What a tutorial leads to: JSON through the job, a record a frame, state in RocksDB, read and written with every frame, Flink's defaults
 * elsewhere. In its favour: it decides with Busbar's own evaluator, keeps the states of a device in one value of bytes instead of one a rule, and judges the
 * devices of a frame together.
 */
public final class NaiveJob implements Judge {

    private static final long INTERVAL_MILLIS = CycledFleet.INTERVAL_SECONDS * 1_000L;
    private static final byte[] ALL_GOOD = new byte[0];

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
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        environment
                .fromSequence(0, file.frames() - 1L)
                .map(new ReadJson(file.json().toString()), Types.TUPLE(Types.STRING, Types.STRING))
                .keyBy(message -> message.f0, Types.STRING)
                .process(new Alarms(), Types.STRING)
                .sinkTo(new DiscardingSink<>());
        environment.execute();
        return Progress.result();
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

    private static final class Alarms extends KeyedProcessFunction<String, Tuple2<String, String>, String> {

        @Serial
        private static final long serialVersionUID = 1;

        private transient @Nullable ObjectMapper mapper;
        private transient @Nullable Observations observations;
        private transient @Nullable ValueState<Long> newest;
        private transient @Nullable MapState<String, byte[]> states;

        @Override
        public void open(OpenContext context) {
            mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
            observations = new Observations();
            newest = getRuntimeContext().getState(new ValueStateDescriptor<>("newest", Types.LONG));
            states = getRuntimeContext()
                    .getMapState(new MapStateDescriptor<>(
                            "states", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        }

        @Override
        public void processElement(Tuple2<String, String> message, Context context, Collector<String> out)
                throws Exception {
            JsonNode frame = Objects.requireNonNull(mapper, "open").readTree(message.f1);
            long at = Instant.parse(frame.get("observedAt").textValue()).toEpochMilli();
            ValueState<Long> known = Objects.requireNonNull(newest, "open");
            Long before = known.value();
            if (before == null || before < at) {
                known.update(at);
                for (JsonNode bms : frame.get("devices")) {
                    Observation seen = judge(bms, at, null, out);
                    for (JsonNode pack : bms.get("packs")) {
                        judge(pack, at, seen, out);
                    }
                }
            }
            Progress.frame();
        }

        private Observation judge(JsonNode device, long at, @Nullable Observation bms, Collector<String> out)
                throws Exception {
            Observations all = Objects.requireNonNull(observations, "open");
            Observations.OfType of = all.of(device.get("type").textValue());
            String serialNumber = device.get("sn").textValue();
            of.seen().begin(serialNumber, at, at, bms);
            if (device.has("points")) {
                for (Map.Entry<String, JsonNode> point : device.get("points").properties()) {
                    BigDecimal value = new BigDecimal(point.getValue().textValue());
                    all.tell(
                            of,
                            Integer.parseInt(point.getKey()),
                            value.unscaledValue().longValueExact(),
                            value.scale());
                }
            }
            if (device.has("cells")) {
                short[] millivolts = shorts(device.get("cells"), 3);
                of.seen()
                        .cells(millivolts, ALL_GOOD, millivolts.length)
                        .temperatures(shorts(device.get("temperatures"), 2));
            }
            MapState<String, byte[]> kept = Objects.requireNonNull(states, "open");
            byte[] bytes = kept.get(serialNumber);
            AlarmState state = bytes == null ? new AlarmState() : AlarmState.read(ByteBuffer.wrap(bytes));
            AlarmEvaluator.step(of.rules(), state, of.seen(), INTERVAL_MILLIS, transition -> tell(transition, out));
            ByteBuffer written = ByteBuffer.allocate(state.length());
            state.write(written);
            kept.put(serialNumber, written.array());
            return of.seen();
        }

        private static void tell(Transition transition, Collector<String> out) {
            Progress.transition(transition);
            out.collect(transition.toString());
        }

        private static short[] shorts(JsonNode numbers, int scale) {
            short[] shorts = new short[numbers.size()];
            for (int i = 0; i < shorts.length; i++) {
                shorts[i] = numbers.get(i).decimalValue().movePointRight(scale).shortValueExact();
            }
            return shorts;
        }
    }
}
