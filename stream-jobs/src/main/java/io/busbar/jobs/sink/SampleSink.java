package io.busbar.jobs.sink;

import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;

/**
 * Gathers samples into batches by size and age and has them written; a checkpoint is complete only when everything before it is
 * committed. At least once, with the effect of once: see {@link BatchWriter}. Serializable configuration.
 */
public final class SampleSink implements Sink<FrameSamples> {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int MAX_BATCH_FRAMES = 1_000;

    /** Bounds the memory of a batch: a frame of 64 KiB holds thousands of points. */
    private static final int MAX_BATCH_ROWS = 50_000;

    private static final long MAX_BATCH_AGE_MILLIS = 100;

    private final DatabaseConfig database;

    public SampleSink(DatabaseConfig database) {
        this.database = database;
    }

    @Override
    public SinkWriter<FrameSamples> createWriter(WriterInitContext context) {
        return new Writer(context);
    }

    private final class Writer implements SinkWriter<FrameSamples> {

        private final BatchWriter writer = new BatchWriter(database, Catalogue.load());
        private final ProcessingTimeService time;
        private final Counter committedFrames;
        private final List<FrameSamples> waiting = new ArrayList<>(MAX_BATCH_FRAMES);
        private int waitingRows;

        Writer(WriterInitContext context) {
            time = context.getProcessingTimeService();
            var metrics = context.metricGroup().addGroup("busbar");
            committedFrames = metrics.counter("frames_committed");
            metrics.gauge("rows_outranked", writer::outrankedRows);
            metrics.gauge("frames_refused_by_database", writer::refusedFrames);
        }

        @Override
        public void write(FrameSamples samples, Context context) throws InterruptedException {
            if (waiting.isEmpty()) {
                // a failing callback fails the task, so nobody has to look at the future
                var unused =
                        time.registerTimer(time.getCurrentProcessingTime() + MAX_BATCH_AGE_MILLIS, due -> flush(false));
            }
            waiting.add(samples);
            waitingRows += samples.rows();
            if (waiting.size() >= MAX_BATCH_FRAMES || waitingRows >= MAX_BATCH_ROWS) {
                flush(false);
            }
        }

        @Override
        public void flush(boolean endOfInput) throws InterruptedException {
            if (waiting.isEmpty()) {
                return;
            }
            writer.write(waiting);
            committedFrames.inc(waiting.size());
            waiting.clear();
            waitingRows = 0;
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
