package io.busbar.benchmarks.jobs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.alarm.AlarmEvaluator;
import io.busbar.alarm.AlarmState;
import io.busbar.alarm.Observation;
import io.busbar.alarm.Transition;
import java.io.Serial;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Judges frames in their JSON form, a message with the serial number of its logger in front, with a state for each device in the state of Flink that is
 * read and written with every frame. Confined to the task's thread.
 *
 * @param <T> what is sent on
 */
public abstract class JsonAlarms<T> extends KeyedProcessFunction<String, Tuple2<String, String>, T> {

    @Serial
    private static final long serialVersionUID = 1;

    private static final long INTERVAL_MILLIS = CycledFleet.INTERVAL_SECONDS * 1_000L;
    private static final byte[] ALL_GOOD = new byte[0];

    private transient @Nullable ObjectMapper mapper;
    private transient @Nullable Observations observations;
    private transient @Nullable ValueState<Long> newest;
    private transient @Nullable MapState<String, byte[]> states;

    /** What a frame changes in the alarms. */
    protected abstract void tell(Transition transition, Collector<T> out);

    /** After that, for every frame. */
    protected abstract void judged(JsonNode frame, long atMillis, Collector<T> out);

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
    public void processElement(Tuple2<String, String> message, Context context, Collector<T> out) throws Exception {
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
        judged(frame, at, out);
    }

    private Observation judge(JsonNode device, long at, @Nullable Observation bms, Collector<T> out) throws Exception {
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

    private static short[] shorts(JsonNode numbers, int scale) {
        short[] shorts = new short[numbers.size()];
        for (int i = 0; i < shorts.length; i++) {
            shorts[i] = numbers.get(i).decimalValue().movePointRight(scale).shortValueExact();
        }
        return shorts;
    }
}
