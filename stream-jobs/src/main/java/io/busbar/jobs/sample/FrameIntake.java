package io.busbar.jobs.sample;

import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameRejection;
import io.busbar.frame.FrameView;
import io.busbar.jobs.source.Announcement;
import io.busbar.jobs.source.SourceFrame;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Quality;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.io.IOException;
import java.io.Serial;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns each logger's frames into samples: decodes, fixes the time of frames without one, drops repeats, marks what may not become the
 * latest value. Owns state and counters only; the rules are in {@link LoggerMemory} and {@link SampleAssembler}. Keyed by logger, so that
 * one logger's time says nothing about another's. What is to be known goes on to the writer of the tables.
 *
 * <p>The gate judges every frame again: doors of another version and other writers of the topic exist, and behind this operator every
 * value is relied upon.
 */
public final class FrameIntake extends KeyedBroadcastProcessFunction<String, SourceFrame, Announcement, TableInput> {

    @Serial
    private static final long serialVersionUID = 1;

    /** What every instance knows of every logger. */
    public static final MapStateDescriptor<String, LoggerSettings> SETTINGS = new MapStateDescriptor<>(
            "logger-settings", TypeInformation.of(String.class), TypeInformation.of(LoggerSettings.class));

    private static final Logger LOG = LoggerFactory.getLogger(FrameIntake.class);
    private static final long TOLERATED_SKEW_MILLIS = 5 * 60_000L;

    private transient @Nullable FrameGate gate;
    private transient @Nullable FrameView view;
    private transient @Nullable SampleAssembler assembler;
    private transient @Nullable ValueState<LoggerMemory> memory;
    private transient @Nullable Counter frames;
    private transient @Nullable Counter repeats;
    private transient @Nullable Counter late;
    private transient @Nullable Counter undecodable;

    @Override
    public void open(OpenContext context) {
        Catalogue catalogue = Catalogue.load();
        gate = new FrameGate(catalogue);
        view = new FrameView();
        assembler = new SampleAssembler(catalogue);
        memory = getRuntimeContext().getState(new ValueStateDescriptor<>("logger-memory", LoggerMemory.class));
        var metrics = getRuntimeContext().getMetricGroup().addGroup("busbar");
        frames = metrics.counter("frames");
        repeats = metrics.counter("frames_repeated");
        late = metrics.counter("frames_late");
        undecodable = metrics.counter("frames_undecodable");
    }

    @Override
    public void processBroadcastElement(Announcement announcement, Context context, Collector<TableInput> out)
            throws Exception {
        if (announcement.topic().equals(Topics.LOGGER_SETTINGS)) {
            try {
                LoggerSettings settings = LoggerSettings.decode(announcement.value());
                context.getBroadcastState(SETTINGS).put(settings.serialNumber(), settings);
            } catch (IllegalArgumentException e) {
                LOG.error(
                        "passed over a record that is no logger's settings: key={}: {}",
                        announcement.key(),
                        e.getMessage());
                return;
            }
        }
        out.collect(TableInput.of(announcement));
    }

    @Override
    public void processElement(SourceFrame source, ReadOnlyContext context, Collector<TableInput> out)
            throws Exception {
        if (source.isMark()) {
            return;
        }
        count(frames);
        FrameView frame = Objects.requireNonNull(view, "open");
        FrameRejection refusal =
                Objects.requireNonNull(gate, "open").refusal(source.loggerSerialNumber(), source.frame(), frame);
        if (refusal == null) {
            take(source, frame, context.getBroadcastState(SETTINGS).get(source.loggerSerialNumber()), out);
        } else {
            count(undecodable);
            LOG.error(
                    "passed over a frame that the door should have refused: partition={}, offset={}: {}",
                    source.kafkaPartition(),
                    source.kafkaOffset(),
                    refusal.detail());
        }
    }

    private void take(SourceFrame source, FrameView frame, @Nullable LoggerSettings settings, Collector<TableInput> out)
            throws IOException {
        ValueState<LoggerMemory> state = Objects.requireNonNull(memory, "open");
        LoggerMemory logger = state.value();
        if (logger == null) {
            logger = new LoggerMemory();
        }
        FrameSamples samples = samples(source, frame, logger, settings);
        state.update(logger);
        if (samples == null) {
            count(repeats);
        } else {
            out.collect(TableInput.of(samples));
        }
    }

    private @Nullable FrameSamples samples(
            SourceFrame source, FrameView frame, LoggerMemory logger, @Nullable LoggerSettings settings) {
        long observedAtMillis = observedAtMillis(source, frame, logger);
        long precedenceHigh = frame.precedenceHigh();
        long precedenceLow = frame.precedenceLow();
        if (logger.isRepeat(observedAtMillis, precedenceHigh, precedenceLow)) {
            return null;
        }
        long aheadMillis = observedAtMillis - source.receivedAtMillis();
        boolean isAhead = aheadMillis > TOLERATED_SKEW_MILLIS;
        boolean isSkewed = Math.abs(aheadMillis) > TOLERATED_SKEW_MILLIS;
        boolean isLate = observedAtMillis < logger.progressMillis;
        if (frame.historical() || isAhead || isLate) {
            count(late);
        } else {
            logger.progressMillis = observedAtMillis;
        }
        int flags = (isLate ? FrameSamples.LATE : 0)
                | (frame.historical() ? FrameSamples.HISTORICAL : 0)
                | (isAhead ? FrameSamples.AHEAD : 0)
                | (isSkewed ? FrameSamples.SKEWED : 0);
        return new FrameSamples(
                source.loggerSerialNumber(),
                source.kafkaPartition(),
                source.kafkaOffset(),
                source.receivedAtMillis(),
                observedAtMillis,
                precedenceHigh,
                precedenceLow,
                flags,
                Objects.requireNonNull(assembler, "open").assemble(frame, isSkewed ? Quality.SKEWED : Quality.GOOD),
                settings);
    }

    /** Frames that may not advance their logger, since the operator was opened. */
    long lateFrames() {
        return Objects.requireNonNull(late, "open").getCount();
    }

    private static long observedAtMillis(SourceFrame source, FrameView frame, LoggerMemory logger) {
        if (frame.isTimed()) {
            return frame.observedAtMillis();
        }
        long uptimeMillis = frame.uptimeMillis();
        return logger.bootedAtMillis(frame.bootId(), source.receivedAtMillis(), uptimeMillis) + uptimeMillis;
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.inc();
        }
    }
}
