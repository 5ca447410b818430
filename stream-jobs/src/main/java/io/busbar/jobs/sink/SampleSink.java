package io.busbar.jobs.sink;

import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.TableInput;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;

/**
 * Gathers samples into batches by size and age and has them written; a checkpoint is complete only when everything before it is
 * committed and told on. At least once, with the effect of once: see {@link SampleWriter}. Serializable configuration.
 */
public final class SampleSink implements Sink<TableInput> {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int MAX_BATCH_FRAMES = 1_000;

    /** Bounds the memory of a batch: a frame of 64 KiB holds thousands of points. */
    private static final int MAX_BATCH_ROWS = 50_000;

    /**
     * A batch waits for as long as the last one took to be written, so that a database with little to do rests half of the time, within these bounds.
     * With more than the upper one a batch that took long makes the next one larger, and that one longer: at half of what the database can take,
     * frames then wait for a tenth of a second each.
     */
    private static final long MIN_BATCH_AGE_MILLIS = 2;

    private static final long MAX_BATCH_AGE_MILLIS = 10;

    /** How often the writer is asked to tell on what is due, when no batch does. */
    private static final long TICK_MILLIS = 1_000;

    private final DatabaseConfig database;
    private final String kafkaBootstrapServers;

    public SampleSink(DatabaseConfig database, String kafkaBootstrapServers) {
        this.database = database;
        this.kafkaBootstrapServers = kafkaBootstrapServers;
    }

    @Override
    public SinkWriter<TableInput> createWriter(WriterInitContext context) {
        return new Writer(context);
    }

    private final class Writer implements SinkWriter<TableInput> {

        private final SampleWriter writer;
        private final ProcessingTimeService time;
        private final Counter committedFrames;
        private final List<FrameSamples> waiting = new ArrayList<>(MAX_BATCH_FRAMES);
        private int waitingRows;
        private long batchAgeMillis = MIN_BATCH_AGE_MILLIS;
        private long receivedBeforeMillis = Long.MIN_VALUE;

        Writer(WriterInitContext context) {
            TaskInfo task = context.getTaskInfo();
            writer = SampleWriter.open(
                    database,
                    kafkaBootstrapServers,
                    new Ownership(
                            task.getIndexOfThisSubtask(),
                            task.getNumberOfParallelSubtasks(),
                            task.getMaxNumberOfParallelSubtasks()));
            time = context.getProcessingTimeService();
            var metrics = context.metricGroup().addGroup("busbar");
            committedFrames = metrics.counter("frames_committed");
            metrics.gauge("rows_outranked", writer::outrankedRows);
            metrics.gauge("batches_merged", writer::mergedBatches);
            metrics.gauge("frames_refused_by_database", writer::refusedFrames);
            metrics.gauge("latest_rows_written", writer::latestRowsWritten);
            metrics.gauge("latest_rows_overtaken", writer::latestRowsOvertaken);
            metrics.gauge("latest_records_published", writer::latestRecordsPublished);
            metrics.gauge("alarms_raised", writer::alarmsRaised);
            metrics.gauge("alarms_amended", writer::alarmsAmended);
            metrics.gauge("alarm_families_waiting", writer::familiesToBeJudged);
            metrics.gauge("rollups_written", writer::rollupsWritten);
            metrics.gauge("rollups_frozen", writer::rollupsFrozen);
            metrics.gauge("rollups_refused", writer::rollupsRefused);
            metrics.gauge("rollup_devices_waiting", writer::dirtyDevices);
            scheduleTick();
        }

        @Override
        public void write(TableInput input, Context context) throws InterruptedException {
            if (input.announcement() != null) {
                writer.hear(input.announcement());
            }
            if (input.frame() != null) {
                write(input.frame());
            }
        }

        /** All frames that were received before have been given to this writer. */
        @Override
        public void writeWatermark(Watermark watermark) {
            if (watermark.getTimestamp() == Long.MAX_VALUE) {
                return; // the end of everything says nothing about doors
            }
            receivedBeforeMillis = watermark.getTimestamp();
            if (waiting.isEmpty()) {
                writer.heardUntil(receivedBeforeMillis);
            }
        }

        private void write(FrameSamples samples) throws InterruptedException {
            if (waiting.isEmpty()) {
                // a failing callback fails the task, so nobody has to look at the future
                var unused =
                        time.registerTimer(time.getCurrentProcessingTime() + batchAgeMillis, due -> writeWaiting());
            }
            waiting.add(samples);
            waitingRows += samples.rows();
            if (waiting.size() >= MAX_BATCH_FRAMES || waitingRows >= MAX_BATCH_ROWS) {
                writeWaiting();
            }
        }

        @Override
        public void flush(boolean endOfInput) throws InterruptedException {
            writeWaiting();
            writer.flush();
        }

        private void writeWaiting() throws InterruptedException {
            if (waiting.isEmpty()) {
                return;
            }
            long beganNanos = System.nanoTime();
            writer.write(waiting);
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
            batchAgeMillis = Math.max(MIN_BATCH_AGE_MILLIS, Math.min(MAX_BATCH_AGE_MILLIS, tookMillis));
            committedFrames.inc(waiting.size());
            waiting.clear();
            waitingRows = 0;
            if (receivedBeforeMillis != Long.MIN_VALUE) {
                writer.heardUntil(receivedBeforeMillis);
            }
        }

        private void scheduleTick() {
            // a failing callback fails the task, so nobody has to look at the future
            var unused = time.registerTimer(time.getCurrentProcessingTime() + TICK_MILLIS, due -> {
                writer.keepUp();
                scheduleTick();
            });
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
