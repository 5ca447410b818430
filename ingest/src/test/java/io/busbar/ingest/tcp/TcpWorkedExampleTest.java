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
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalConfig;
import io.busbar.ingest.listener.Endpoint;
import io.busbar.measure.Catalogue;
import io.busbar.topic.LoggerRegistration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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

    private static final Pattern STEP = Pattern.compile("```(client|door)\n([0-9a-f \n]+)```");

    @TempDir
    Path directory;

    @Test
    void happensAsItIsWritten() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "tcp-protocol.md"));
        MatchResult[] steps = STEP.matcher(document).results().toArray(MatchResult[]::new);
        assertThat(steps).hasSize(6);
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
            TcpListener listener = new TcpListener(
                    new Endpoint("127.0.0.1", 0, null),
                    admission,
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
        assertThat(meters.get("busbar.door.frames")
                        .tag("transport", "tcp-json")
                        .tag("outcome", "accepted")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    /** The one that the document shows. */
    private static ScramVerifier verifier(String document) {
        Matcher shown = Pattern.compile("`(SCRAM-SHA-256\\$[^`]+)`").matcher(document);
        assertThat(shown.find()).isTrue();
        return ScramVerifier.parse(shown.group(1));
    }

    /** Of a welcome or an ack. */
    private static byte[] withoutTime(byte[] answer) {
        byte[] copy = Arrays.copyOf(answer, answer.length);
        if (copy[0] != (byte) 0x84) {
            ByteBuffer.wrap(copy).putLong(copy[0] == (byte) 0x80 ? 2 : 5, 0);
        }
        return copy;
    }
}
