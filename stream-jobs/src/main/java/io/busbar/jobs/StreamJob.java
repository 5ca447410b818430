package io.busbar.jobs;

import io.busbar.jobs.sample.FrameIntake;
import io.busbar.jobs.sample.TableInput;
import io.busbar.jobs.sink.SampleSink;
import io.busbar.jobs.source.Announcement;
import io.busbar.jobs.source.AnnouncementSource;
import io.busbar.jobs.source.FrameSource;
import io.busbar.jobs.source.ReceiptProgress;
import io.busbar.jobs.source.SourceFrame;
import io.busbar.jobs.source.Unhurried;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.client.JobInitializationException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream job: frames from Kafka become rows, alarms and roll-ups in the database; what each device said last and what happened to alarms
 * goes back to Kafka.
 *
 * <pre>
 *  logger-frames ──▶ by logger ──▶ decode, drop repeats, samples, differentials ──▶ COPY, one transaction per batch ──▶ alarms ──▶ topic alarms
 *  (source)                  ▲     (sample, differential)                          (sink)   │                         (alarm)
 *  logger-settings,          │                                                              └─ beside it ─┬─▶ roll-ups (rollup)
 *  alarm-rules, -deeds ─ all ┘                                                                            └─▶ topic latest-readings
 * </pre>
 */
public final class StreamJob {

    private static final Logger LOG = LoggerFactory.getLogger(StreamJob.class);
    private static final int RETAINED_CHECKPOINTS = 3;

    /** An alarm is to be committed within 50 ms of its frame; Flink lets a record wait for 100 ms between two operators. */
    private static final Duration LONGEST_IN_A_BUFFER = Duration.ofMillis(5);

    private StreamJob() {}

    /** Puts the job together in an environment, without running it. */
    public static void define(StreamExecutionEnvironment environment, StreamJobConfig config) {
        DataStream<Announcement> announcements = environment
                .fromSource(
                        AnnouncementSource.create(config.kafkaBootstrapServers()),
                        WatermarkStrategy.forGenerator(context -> new Unhurried<>()),
                        "announcements",
                        TypeInformation.of(Announcement.class))
                .uid("announcements")
                .setParallelism(1);
        DataStream<SourceFrame> frames = environment
                .fromSource(
                        FrameSource.create(config.kafkaBootstrapServers(), StreamJobConfig.CONSUMER_GROUP),
                        WatermarkStrategy.forGenerator(new ReceiptProgress()),
                        "logger-frames",
                        TypeInformation.of(SourceFrame.class))
                .uid("logger-frames");
        samples(frames, announcements)
                .sinkTo(new SampleSink(config.database(), config.kafkaBootstrapServers()))
                .name("tables")
                .uid("tables");
    }

    /** What the tables get of frames and announcements, from wherever those come. */
    public static DataStream<TableInput> samples(
            DataStream<SourceFrame> frames, DataStream<Announcement> announcements) {
        return frames.keyBy(SourceFrame::loggerSerialNumber)
                .connect(announcements.broadcast(FrameIntake.SETTINGS))
                .process(new FrameIntake(), TypeInformation.of(TableInput.class))
                .name("samples")
                .uid("samples");
    }

    /** The settings that the job relies on wherever it runs. */
    public static Configuration settings(StreamJobConfig config) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.NAME, "busbar");
        settings.set(ExecutionOptions.BUFFER_TIMEOUT, LONGEST_IN_A_BUFFER);
        settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, config.checkpointInterval());
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                config.checkpointDirectory().toUri().toString());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
        // While the database is away no checkpoint completes; starting the job anew would not bring it back.
        settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        return settings;
    }

    /** Runs the job in this process, going on from its newest checkpoint. The client cancels it. */
    public static JobClient startEmbedded(StreamJobConfig config) throws Exception {
        return start(
                config,
                embeddedSettings(config),
                settings -> StreamExecutionEnvironment.createLocalEnvironment(config.parallelism(), settings));
    }

    /**
     * Runs the job on a session cluster, going on from its newest checkpoint. The client cancels it.
     *
     * @param host and restPort: of the cluster's REST endpoint
     * @param jars of the job and everything it needs beyond Flink itself
     */
    public static JobClient startOnCluster(StreamJobConfig config, String host, int restPort, List<Path> jars)
            throws Exception {
        String[] files = jars.stream().map(Path::toString).toArray(String[]::new);
        return start(config, settings(config), settings -> {
            StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.createRemoteEnvironment(host, restPort, settings, files);
            environment.setParallelism(config.parallelism());
            return environment;
        });
    }

    /**
     * A checkpoint that cannot be read, as a power cut may leave it, gives way to an older one, and the last to the offsets committed in
     * Kafka: rows written twice are settled in the database.
     */
    private static JobClient start(
            StreamJobConfig config,
            Configuration settings,
            Function<Configuration, StreamExecutionEnvironment> environments)
            throws Exception {
        for (Path checkpoint : Checkpoints.newestFirst(config.checkpointDirectory())) {
            Configuration resuming = settings.clone();
            resuming.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
            resuming.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
            // What an older version kept for an operator that there is no more: topics that are read from their start
            // anyway.
            resuming.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
            try {
                JobClient client = run(config, environments.apply(resuming));
                LOG.info("the stream job goes on from {}", checkpoint);
                return client;
            } catch (Exception e) {
                if (ExceptionUtils.findThrowable(e, JobInitializationException.class)
                        .isEmpty()) {
                    throw e;
                }
                LOG.warn("the stream job cannot go on from {}, trying an older state", checkpoint, e);
            }
        }
        return run(config, environments.apply(settings));
    }

    private static JobClient run(StreamJobConfig config, StreamExecutionEnvironment environment) throws Exception {
        define(environment, config);
        return environment.executeAsync();
    }

    private static Configuration embeddedSettings(StreamJobConfig config) {
        Configuration settings = settings(config);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
        // Beside the checkpoints, so that a process that was killed leaves nothing elsewhere.
        settings.set(
                CoreOptions.TMP_DIRS,
                config.checkpointDirectory().resolveSibling("flink").toString());
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
        return settings;
    }

    /** Whether the job is at work: not on its way there, not restarting, not ended. */
    public static boolean isRunning(JobClient client) {
        try {
            return client.getJobStatus().join() == JobStatus.RUNNING;
        } catch (IllegalStateException | CompletionException e) {
            // An embedded cluster ends with its job, and then says nothing about it any more.
            return false;
        }
    }
}
