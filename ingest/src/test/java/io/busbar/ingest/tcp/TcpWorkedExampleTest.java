package io.busbar.ingest.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.fleet.ScramVerifier;
import io.busbar.frame.FrameGate;
import io.busbar.ingest.RawSocket;
import io.busbar.ingest.admission.AddressLimits;
import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.ingest.downlink.Commands;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalConfig;
import io.busbar.ingest.listener.Endpoint;
import io.busbar.measure.Catalogue;
import io.busbar.topic.LoggerCommand;
import io.busbar.topic.LoggerRegistration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plays the example of docs/tcp-protocol.md; only the server's time may differ. */
@Timeout(60)
class TcpWorkedExampleTest {

    private static final Instant WHEN = Instant.parse("2024-02-03T01:44:00Z");
    private static final Pattern VERIFIER = Pattern.compile("`(SCRAM-SHA-256\\$[^`]+)`");
    private static final Pattern COMMAND = Pattern.compile("`(\\{\"id\":[^`]+)`");
    private static final Pattern STEP = Pattern.compile("```(client|door)\n([0-9a-f \n]+)```");

    @TempDir
    Path directory;

    @Test
    void happensAsItIsWritten() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "tcp-protocol.md"));
        MatchResult[] steps = STEP.matcher(document).results().toArray(MatchResult[]::new);
        assertThat(steps).hasSize(11);
        Vertx vertx = Vertx.vertx();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        LoggerRegistry registry = new LoggerRegistry();
        registry.put(new LoggerRegistration(
                "LOGGER-1", LoggerRegistry.keySha256("0123456789abcdef"), true, verifier(document)));
        ConnectionLimits limits = ConnectionLimits.DEFAULT;
        DoorMeters doorMeters = new DoorMeters(meters);
        try (Journal journal = Journal.open(JournalConfig.of(directory, Durability.DISK), Clock.systemUTC(), meters)) {
            Admission admission = new Admission(
                    new FrameGate(Catalogue.load()),
                    journal,
                    registry,
                    new AddressLimits(limits, System::nanoTime),
                    doorMeters,
                    Clock.systemUTC());
            Commands commands = new Commands(Clock.fixed(WHEN, ZoneOffset.UTC), meters, admission::commandStatus);
            commands.put(LoggerCommand.decode(shown(COMMAND, document).getBytes(StandardCharsets.UTF_8)));
            TcpListener listener = new TcpListener(
                    new Endpoint("127.0.0.1", 0, null),
                    admission,
                    commands,
                    doorMeters,
                    limits,
                    () -> "3rfcNHYJY1ZVvWVs7j0dGzpC");
            vertx.deployVerticle(listener)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            try (RawSocket socket = new RawSocket(listener.port())) {
                for (MatchResult step : steps) {
                    byte[] bytes = HexFormat.of().parseHex(step.group(2).replaceAll("\\s", ""));
                    if (step.group(1).equals("client")) {
                        socket.send(bytes);
                    } else {
                        assertThat(withoutTime(socket.receive(bytes.length))).isEqualTo(withoutTime(bytes));
                    }
                }
            }
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
        assertThat(counted(meters, "busbar.door.frames", "outcome", "accepted")).isEqualTo(1);
        assertThat(counted(meters, "busbar.door.commands", "status", "delivered"))
                .isEqualTo(1);
        assertThat(counted(meters, "busbar.door.commands", "status", "answered"))
                .isEqualTo(1);
    }

    private static ScramVerifier verifier(String document) {
        return ScramVerifier.parse(shown(VERIFIER, document));
    }

    private static String shown(Pattern what, String document) {
        Matcher shown = what.matcher(document);
        assertThat(shown.find()).isTrue();
        return shown.group(1);
    }

    private static double counted(SimpleMeterRegistry meters, String name, String tag, String value) {
        return meters.get(name).tag(tag, value).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** The bytes of an answer; those of a server time are 0. */
    private static byte[] withoutTime(byte[] answer) {
        byte[] copy = Arrays.copyOf(answer, answer.length);
        if (copy[0] == (byte) 0x80 || copy[0] == (byte) 0x81) {
            ByteBuffer.wrap(copy).putLong(copy[0] == (byte) 0x80 ? 2 : 5, 0);
        }
        return copy;
    }
}
