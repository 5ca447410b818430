package io.busbar.standalone.demo;

import io.busbar.measure.Catalogue;
import io.busbar.standalone.client.ApiClient;
import io.busbar.standalone.client.LoggerClient;
import io.busbar.standalone.client.RunningSystem;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Twenty plants with a logger each, sending a frame every five seconds through the front door, for somebody watches; they owe one a minute. A new
 * fleet first sends the day before as backlog, a frame a minute. Five of the loggers have a known fault. Start and close from one thread.
 */
public final class DemoFleet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DemoFleet.class);

    private static final int PLANTS = 20;
    private static final Duration UPLOAD_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LIVE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration BACKLOG = Duration.ofHours(24);
    private static final int BACKLOG_FRAMES_IN_FLIGHT = 32;
    private static final Map<Integer, Fault> FAULTS = Map.of(
            3, Fault.WEAK_CELL,
            7, Fault.DRIFTING_PACK,
            11, Fault.FALLS_SILENT,
            14, Fault.RESENDS,
            18, Fault.LATE_BACKLOG);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "demo-fleet");
        thread.setDaemon(true);
        return thread;
    });
    private final List<LoggerClient> clients = new ArrayList<>();

    private DemoFleet() {}

    /** Registers what is new and starts sending; returns when every logger is connected. */
    public static DemoFleet start(RunningSystem system, List<String> plantIds)
            throws IOException, InterruptedException {
        DemoFleet fleet = new DemoFleet();
        ApiClient api = new ApiClient(system);
        Catalogue catalogue = Catalogue.load();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (int number = 1; number <= PLANTS; number++) {
            Fault fault = FAULTS.getOrDefault(number, Fault.NONE);
            Map<String, Object> registration = new HashMap<>();
            registration.put("serialNumber", DemoLogger.serialNumber(number));
            registration.put("plant", plantIds.get(number - 1));
            registration.put("uploadIntervalSeconds", UPLOAD_INTERVAL.toSeconds());
            String newKey = api.registerLogger(registration).orElse(null);
            Instant start = newKey == null ? now : now.minus(BACKLOG);
            DemoLogger logger = new DemoLogger(number, fault, start, catalogue);
            LoggerClient client = LoggerClient.connect(
                    system, logger.serialNumber(), newKey == null ? system.operatorToken() : newKey);
            fleet.clients.add(client);
            long delayMillis = LIVE_INTERVAL.toMillis() * number / PLANTS;
            var unused =
                    fleet.clock.schedule(() -> fleet.begin(client, logger, start), delayMillis, TimeUnit.MILLISECONDS);
        }
        return fleet;
    }

    /** How many plants the fleet has. */
    public static int plants() {
        return PLANTS;
    }

    /** The loggers with a fault and what it is, for the person who looks at the demo. */
    public static List<String> knownFaults() {
        return new TreeMap<>(FAULTS)
                .entrySet().stream()
                        .map(entry -> DemoLogger.serialNumber(entry.getKey()) + " "
                                + entry.getValue().description())
                        .toList();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clients.forEach(LoggerClient::close);
    }

    private void begin(LoggerClient client, DemoLogger logger, Instant from) {
        guarded(logger, () -> sendBacklog(client, logger, from));
        LiveSender sender = new LiveSender(client, logger.fault());
        Runnable tick = () -> {
            logger.advanceTo(Instant.now());
            sender.tick(logger.observe(false));
        };
        var unused = clock.scheduleAtFixedRate(
                () -> guarded(logger, tick), 0, LIVE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One logger's trouble is not another's. */
    private static void guarded(DemoLogger logger, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("demo logger {}: {}", logger.serialNumber(), e.toString());
        }
    }

    private static void sendBacklog(LoggerClient client, DemoLogger logger, Instant from) {
        Semaphore window = new Semaphore(BACKLOG_FRAMES_IN_FLIGHT);
        Instant end = Instant.now().minus(UPLOAD_INTERVAL);
        for (Instant at = from; at.isBefore(end); at = at.plus(UPLOAD_INTERVAL)) {
            logger.advanceTo(at);
            window.acquireUninterruptibly();
            var unused = client.send(logger.observe(true)).whenComplete((result, failure) -> window.release());
        }
        logger.advanceTo(Instant.now());
    }
}
