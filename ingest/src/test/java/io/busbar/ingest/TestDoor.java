package io.busbar.ingest;

import io.busbar.fleet.ScramVerifier;
import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalConfig;
import io.busbar.ingest.journal.JournalTail;
import io.busbar.ingest.tls.TlsConfig;
import io.busbar.measure.Catalogue;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerCommand;
import io.busbar.topic.LoggerRegistration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A front door without Kafka: the registry is filled by hand, and the journal keeps everything. */
public final class TestDoor implements AutoCloseable {

    public static final String LOGGER = "LOGGER-1";
    public static final String OTHER_LOGGER = "LOGGER-2";
    public static final String KEY = "0123456789abcdef";

    /** Of the key; with a salt that the worked example of the TCP protocol has too. */
    private static final ScramVerifier SCRAM =
            ScramVerifier.of(KEY, "busbar-example-1".getBytes(StandardCharsets.US_ASCII), ScramVerifier.ITERATIONS);

    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final int HIGH_VOLTAGE_BMS = 1;

    public final LoggerRegistry registry = new LoggerRegistry();
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final JournalConfig journal;
    private final FrontDoor door;

    public TestDoor(Path directory) throws IOException {
        this(JournalConfig.of(directory, Durability.DISK), ConnectionLimits.DEFAULT);
    }

    public TestDoor(JournalConfig journal, ConnectionLimits limits) throws IOException {
        this(journal, limits, null);
    }

    public TestDoor(JournalConfig journal, ConnectionLimits limits, @Nullable TlsConfig tls) throws IOException {
        this.journal = journal;
        register(LOGGER, true);
        register(OTHER_LOGGER, true);
        FrontDoorConfig config = new FrontDoorConfig(
                "127.0.0.1",
                0,
                0,
                journal,
                "127.0.0.1:" + closedPort(),
                null,
                limits,
                tls,
                false,
                Duration.ofSeconds(1),
                Duration.ofMillis(100));
        door = FrontDoor.start(config, CATALOGUE, meters, registry);
    }

    public void register(String serialNumber, boolean active) {
        registry.put(new LoggerRegistration(serialNumber, LoggerRegistry.keySha256(KEY), active, SCRAM));
    }

    public void command(LoggerCommand command) {
        door.commands().put(command);
    }

    public int mqttPort() {
        return door.mqttPort();
    }

    public int tcpPort() {
        return door.tcpPort();
    }

    /** How often an outcome was counted, over all transports. */
    public double counted(String outcome) {
        return meters.find("busbar.door.frames").tag("outcome", outcome).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** A valid frame of {@link #LOGGER}; frames of different numbers differ. */
    public static byte[] frame(int number) {
        return frame(LOGGER, number);
    }

    public static byte[] frame(String logger, int number) {
        Frame.Device bms = new Frame.Device(
                "BMS-1",
                HIGH_VOLTAGE_BMS,
                Frame.Device.NO_PARENT,
                List.of(new Frame.Reading(1400, 95, 0, 0)),
                List.of(),
                List.of(),
                List.of());
        return FrameEncoder.encode(
                new Frame(logger, 1L, (long) number, 1_700_000_000_000L + number, null, 0, false, List.of(bms)));
    }

    public static String json(int number) {
        return "{\"observedAt\":\"2024-02-03T01:44:00Z\",\"bootId\":7,\"sequence\":" + number
                + ",\"devices\":[{\"sn\":\"BMS-1\",\"type\":\"BMS/Dyness/High Voltage\",\"points\":{\"1400\":\"95\"}}]}";
    }

    /** Closes the door and gives what its journal kept. */
    public List<FrameRecord> closeAndRead() throws IOException {
        close();
        List<FrameRecord> records = new ArrayList<>();
        try (Journal reopened = Journal.open(journal, Clock.systemUTC(), new SimpleMeterRegistry());
                JournalTail tail = reopened.tail()) {
            for (byte[] record = tail.next(); record != null; record = tail.next()) {
                records.add(FrameRecord.decode(record));
            }
        }
        return records;
    }

    /** How many connections were refused for this reason. */
    public double refused(String transport, String why) {
        return meters.get("busbar.door.connections.refused")
                .tag("transport", transport)
                .tag("why", why)
                .counter()
                .count();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    public static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
