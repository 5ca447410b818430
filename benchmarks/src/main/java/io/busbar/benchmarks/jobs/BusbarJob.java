package io.busbar.benchmarks.jobs;

import io.busbar.alarm.ShippedRules;
import io.busbar.alarm.family.Site;
import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.jobs.alarm.OrderedFleet;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.TableInput;
import io.busbar.jobs.source.Announcement;
import io.busbar.jobs.source.SourceFrame;
import io.busbar.measure.Catalogue;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The stream job from its source to the judgement of alarms, in a Flink of its own: frames come from the file instead of Kafka, and behind the
 * judgement there are no tables. Everything between is what runs in production.
 */
public final class BusbarJob implements Judge {

    /** The states of alarms are no state of Flink's: in production the tables keep them. */
    private static volatile OrderedFleet.StateSize alarmStates = new OrderedFleet.StateSize(0, 0);

    /** Of a checkpoint's folder, before its number. */
    private static final String CHECKPOINT = "chk-";

    private final Path folder;
    private final @Nullable Duration checkpointInterval;
    private long checkpointBytes;

    /** @param checkpointInterval null for none */
    public BusbarJob(Path folder, @Nullable Duration checkpointInterval) {
        this.folder = folder;
        this.checkpointInterval = checkpointInterval;
    }

    @Override
    public String name() {
        return checkpointInterval == null ? "busbar_without_checkpoints" : "busbar";
    }

    @Override
    public String description() {
        return "the stream job without Kafka and tables, one slot, "
                + (checkpointInterval == null
                        ? "no checkpoints"
                        : "a checkpoint every " + checkpointInterval.toMillis() + " ms");
    }

    /** Bytes that the states of alarms take where they are kept, a device. */
    public static double alarmStateBytesPerDevice() {
        return (double) alarmStates.bytes() / alarmStates.devices();
    }

    /** Size of the newest checkpoint at the last frame. */
    public long checkpointBytes() {
        return checkpointBytes;
    }

    @Override
    public JobRun run(FrameFile file) throws Exception {
        Path checkpoints = folder.resolve("checkpoints-" + name());
        Progress.expect(file.frames(), () -> checkpointBytes = bytesOfNewest(checkpoints));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, settings(checkpoints));
        List<Announcement> settings = new ArrayList<>();
        Map<String, Site> sites = new HashMap<>();
        for (int logger = 0; logger < file.fleet().loggers(); logger++) {
            LoggerSettings each = file.fleet().settings(logger);
            settings.add(new Announcement(Topics.LOGGER_SETTINGS, each.serialNumber(), each.encode()));
            sites.put(each.serialNumber(), Site.of(each));
        }
        DataStream<SourceFrame> frames = environment
                .fromSequence(0, file.frames() - 1L)
                .map(new ReadRecord(file.records().toString()), TypeInformation.of(SourceFrame.class));
        DataStream<Announcement> announcements =
                environment.fromData(TypeInformation.of(Announcement.class), settings.toArray(Announcement[]::new));
        StreamJob.samples(frames, announcements).sinkTo(new JudgingSink());
        JudgingSink.SITES.clear();
        JudgingSink.SITES.putAll(sites);
        environment.execute();
        return Progress.result();
    }

    private Configuration settings(Path checkpoints) {
        Configuration settings = StreamJob.settings(new StreamJobConfig(
                "none",
                new DatabaseConfig("jdbc:postgresql://none/none", "", ""),
                checkpoints,
                Objects.requireNonNullElse(checkpointInterval, Duration.ofDays(1)),
                1));
        if (checkpointInterval == null) {
            settings.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
        }
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(RestOptions.BIND_PORT, "0");
        return settings;
    }

    /** Of the newest complete checkpoint, which is not deleted meanwhile; 0 when there is none. */
    private static long bytesOfNewest(Path checkpoints) {
        try {
            for (Path checkpoint : newestFirst(checkpoints)) {
                if (Files.exists(checkpoint.resolve("_metadata"))) {
                    try (Stream<Path> files = Files.list(checkpoint)) {
                        return files.mapToLong(path -> path.toFile().length()).sum();
                    }
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> newestFirst(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return List.of();
        }
        try (Stream<Path> jobs = Files.list(checkpoints)) {
            Path newestJob = jobs.max(
                            Comparator.comparingLong(path -> path.toFile().lastModified()))
                    .orElseThrow();
            try (Stream<Path> all = Files.list(newestJob)) {
                return all.filter(path -> name(path).startsWith(CHECKPOINT))
                        .sorted(Comparator.comparingInt((Path path) ->
                                        Integer.parseInt(name(path).substring(CHECKPOINT.length())))
                                .reversed())
                        .toList();
            }
        }
    }

    private static String name(Path path) {
        return Objects.requireNonNull(path.getFileName(), "a path without a name")
                .toString();
    }

    /** In place of the source, which reads the same bytes from Kafka. */
    private static final class ReadRecord extends RichMapFunction<Long, SourceFrame> {

        @Serial
        private static final long serialVersionUID = 1;

        private final String file;
        private transient @Nullable DataInputStream in;

        ReadRecord(String file) {
            this.file = file;
        }

        @Override
        public void open(OpenContext context) throws IOException {
            in = FrameFile.open(Path.of(file));
        }

        @Override
        public SourceFrame map(Long offset) throws IOException {
            if (offset == 0) {
                Progress.first();
            }
            FrameRecord record = FrameRecord.decode(FrameFile.next(Objects.requireNonNull(in, "open")));
            return new SourceFrame(
                    record.key(), record.receivedAtMillis(), record.doorId(), 0, offset, record.payload());
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
        }
    }

    /** In place of the tables' sink. */
    private static final class JudgingSink implements Sink<TableInput> {

        @Serial
        private static final long serialVersionUID = 1;

        /** By logger. Read by the sink alone while a run goes on. */
        private static final Map<String, Site> SITES = new HashMap<>();

        @Override
        public SinkWriter<TableInput> createWriter(WriterInitContext context) {
            Catalogue catalogue = Catalogue.load();
            OrderedFleet fleet = new OrderedFleet(catalogue, ShippedRules.load(catalogue));
            return new SinkWriter<>() {
                @Override
                public void write(TableInput input, Context ignored) {
                    FrameSamples frame = input.frame();
                    if (frame != null) {
                        Site site = SITES.get(frame.loggerSerialNumber());
                        fleet.take(frame, Objects.requireNonNull(site, "a logger of no fleet"), Progress::transition);
                        Progress.frame();
                    }
                }

                @Override
                public void flush(boolean endOfInput) {
                    // nothing waits
                }

                @Override
                public void close() {
                    alarmStates = fleet.size();
                }
            };
        }
    }
}
