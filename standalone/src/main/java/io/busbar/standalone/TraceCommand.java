package io.busbar.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.frame.Frame;
import io.busbar.frame.FrameDecoder;
import io.busbar.frame.Precedence;
import io.busbar.ingest.journal.Journal;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.database.FrameTrace;
import io.busbar.standalone.kafka.FrameSearch;
import io.busbar.standalone.kafka.FrameSearch.Found;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.FrameRecord.Receipt;
import io.busbar.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows an acknowledged frame: from the journal to Kafka, to rows, to alarms. */
@Command(
        name = "trace",
        description = "Follow an acknowledged frame: journal, Kafka, rows, alarms.",
        footer =
                "A receipt comes with the acknowledgement of a frame over MQTT 5 when CONNECT has the user property receipts=true.")
final class TraceCommand implements Callable<Integer> {

    private static final int MAX_FRAMES = 20;

    @Parameters(
            paramLabel = "RECEIPT",
            arity = "0..1",
            description = "of the acknowledgement, such as 8c3f01aa-4f2a00000017")
    private @Nullable String receipt;

    @Option(
            names = "--logger",
            paramLabel = "SN",
            description = "instead of a receipt: frames of this logger, with --at")
    private @Nullable String logger;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "when the frames were observed, such as 2026-01-31T12:00:00Z")
    private @Nullable String at;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".busbar",
            description = "data directory of the running system (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".busbar");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            for (Found each : receipt == null ? byTime() : byReceipt(receipt)) {
                print(each, out);
            }
        } catch (IOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        out.flush();
        return 0;
    }

    private List<Found> byReceipt(String text) throws IOException {
        Receipt wanted;
        try {
            wanted = Receipt.of(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        long[] appended = Journal.appendedBetweenMillis(wanted.journalIndex());
        List<Found> found = search(
                appended[0],
                record -> record.doorId() == wanted.doorId() && record.journalIndex() == wanted.journalIndex());
        if (found.isEmpty()) {
            throw new CommandFailure("receipt " + text + ": no such record in Kafka. It was kept by door "
                    + Integer.toHexString(wanted.doorId()) + " between " + Instant.ofEpochMilli(appended[0]) + " and "
                    + Instant.ofEpochMilli(appended[1])
                    + ": its journal may still hold it, or Kafka has deleted it since");
        }
        return found;
    }

    private List<Found> byTime() throws IOException {
        String serialNumber = logger;
        String time = at;
        if (serialNumber == null || time == null) {
            throw new CommandFailure("name a RECEIPT, or --logger and --at");
        }
        long observedAtMillis;
        try {
            observedAtMillis = Instant.parse(time).toEpochMilli();
        } catch (DateTimeException e) {
            throw new CommandFailure("--at " + time + " is no time such as 2026-01-31T12:00:00Z", e);
        }
        List<Found> found = search(
                0,
                record -> record.kind() == FrameRecord.Kind.ACCEPTED
                        && record.key().equals(serialNumber)
                        && Long.valueOf(observedAtMillis)
                                .equals(FrameDecoder.decode(record.payload()).observedAtMillis()));
        if (found.isEmpty()) {
            throw new CommandFailure("Kafka has no frame of logger " + serialNumber + " that was observed at " + time);
        }
        return found;
    }

    private List<Found> search(long sinceMillis, Predicate<FrameRecord> wanted) throws IOException {
        try (FrameSearch search = new FrameSearch(RunningSystem.read(data).kafkaBootstrapServers())) {
            return search.find(sinceMillis, wanted, receipt == null ? MAX_FRAMES : 1);
        }
    }

    private void print(Found found, PrintWriter out) throws IOException {
        FrameRecord record = found.record();
        out.println("receipt  " + new Receipt(record.doorId(), record.journalIndex()).text());
        out.println("journal  door " + Integer.toHexString(record.doorId()) + ", entry "
                + Long.toHexString(record.journalIndex()) + ", received "
                + Instant.ofEpochMilli(record.receivedAtMillis()));
        out.println("kafka    " + found.topic() + ", partition " + found.partition() + ", offset " + found.offset());
        if (!found.topic().equals(Topics.LOGGER_FRAMES)) {
            JsonNode refused = new ObjectMapper().readTree(record.payload());
            out.println("refused  " + refused.path("reason").asText() + ": "
                    + refused.path("detail").asText());
            return;
        }
        Frame frame = FrameDecoder.decode(record.payload());
        Long observedAt = frame.observedAtMillis();
        out.println("frame    logger " + frame.loggerSerialNumber() + ", observed "
                + (observedAt == null ? "by a clock that counts from its boot" : Instant.ofEpochMilli(observedAt))
                + ", revision " + frame.revision() + ", " + frame.devices().size() + " devices");
        if (observedAt == null) {
            return; // its time is known to the stream job alone
        }
        FrameTrace.Frame traced = new FrameTrace.Frame(
                found.partition(),
                found.offset(),
                observedAt,
                Precedence.of(record.payload(), frame),
                frame.devices().stream().map(Frame.Device::serialNumber).toList());
        List<String> lines = FrameTrace.lines(DatabaseLocation.read(data).config(), traced);
        lines.forEach(out::println);
        if (lines.isEmpty()) {
            out.println("rows     none yet");
        }
    }
}
