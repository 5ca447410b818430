package io.busbar.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.fleet.SerialNumber;
import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.measure.Catalogue;
import io.busbar.standalone.client.ApiClient;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.LoggerClient;
import io.busbar.standalone.client.RunningSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Plays a recorded log through the front door of a running system, as the logger would have sent it: registers the logger when it is
 * new, sends every frame with QoS 1, and ends when all are acknowledged and stored. One use.
 */
public final class Replay {

    private static final int FRAMES_IN_FLIGHT = 64;
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT_FOR_DOOR = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT_FOR_STORAGE = Duration.ofSeconds(30);

    private final RunningSystem system;
    private final PrintStream out;
    private final Semaphore window = new Semaphore(FRAMES_IN_FLIGHT);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

    public Replay(RunningSystem system, PrintStream out) {
        this.system = system;
        this.out = out;
    }

    /**
     * Sends the whole file.
     *
     * @param speed how many times faster than it was recorded; infinity for as fast as the door acknowledges
     * @param key of the logger; null to act as the operator of this machine
     * @throws CommandFailure when a frame was refused, or the file is no log
     */
    public void run(Path file, String serialNumber, double speed, @Nullable String key)
            throws IOException, InterruptedException {
        if (!SerialNumber.isValid(serialNumber)) {
            throw new CommandFailure("'" + serialNumber + "' is no serial number: allowed are " + SerialNumber.ALLOWED);
        }
        List<Frame> frames = RecordedLog.read(file, Catalogue.load()).frames(serialNumber);
        if (frames.isEmpty()) {
            throw new CommandFailure(file + " has no rows");
        }
        ApiClient api = new ApiClient(system);
        String registeredKey =
                api.registerLogger(Map.of("serialNumber", serialNumber)).orElse(null);
        if (registeredKey != null) {
            out.println("registered logger " + serialNumber + ", its key is shown only once: " + registeredKey);
        }
        String password = key != null ? key : registeredKey != null ? registeredKey : system.operatorToken();
        try (LoggerClient logger = LoggerClient.connect(system, serialNumber, password)) {
            send(logger, frames, speed);
        }
        awaitStored(api, serialNumber, frames);
    }

    private void send(LoggerClient logger, List<Frame> frames, double speed) throws InterruptedException {
        Instant start = Instant.now();
        long firstMillis = observedAtMillis(frames.get(0));
        Instant nextProgress = start.plus(PROGRESS_INTERVAL);
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            long dueMillis = (long) ((observedAtMillis(frame) - firstMillis) / speed);
            pauseUntil(start.plusMillis(dueMillis));
            takeFromWindow(1);
            requireNoFailure();
            var unused = logger.send(FrameEncoder.encode(frame)).whenComplete((result, failure) -> {
                if (failure == null) {
                    acknowledged.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                    firstFailure.compareAndSet(null, failure);
                }
                window.release();
            });
            if (Instant.now().isAfter(nextProgress)) {
                nextProgress = Instant.now().plus(PROGRESS_INTERVAL);
                progress(i + 1, frames.size(), start);
            }
        }
        takeFromWindow(FRAMES_IN_FLIGHT);
        requireNoFailure();
        progress(frames.size(), frames.size(), start);
    }

    private void takeFromWindow(int places) throws InterruptedException {
        if (!window.tryAcquire(places, LONGEST_WAIT_FOR_DOOR.toSeconds(), TimeUnit.SECONDS)) {
            throw new CommandFailure("the front door has acknowledged nothing for " + LONGEST_WAIT_FOR_DOOR.toSeconds()
                    + " s: replay the file again when it is back, frames that are stored already do no harm");
        }
    }

    private void progress(int sent, int total, Instant start) {
        double seconds = Math.max(0.001, Duration.between(start, Instant.now()).toMillis() / 1000.0);
        out.printf(
                "replayed %,d of %,d frames (%d %%), %,d acknowledged, %,.0f frames/s%n",
                sent, total, sent * 100L / total, acknowledged.get(), acknowledged.get() / seconds);
    }

    /** A frame that the door refused, or whose acknowledgement was lost with the connection, ends the replay. */
    private void requireNoFailure() {
        Throwable failure = firstFailure.get();
        if (failure != null) {
            throw new CommandFailure(failed.get() + " frames were not acknowledged, " + acknowledged.get()
                    + " were; the first failure: " + failure.getMessage()
                    + ". Replay the file again: frames that are stored already do no harm");
        }
    }

    private void awaitStored(ApiClient api, String serialNumber, List<Frame> frames)
            throws IOException, InterruptedException {
        Instant newest = Instant.ofEpochMilli(
                frames.stream().mapToLong(Replay::observedAtMillis).max().orElseThrow());
        String pack = frames.get(0).devices().get(1).serialNumber();
        // A logger's frames are stored in the order of their receipt: when the newest is there, all are.
        String newestRow =
                "/devices/" + pack + "/history?points=cells&bucket=raw&from=" + newest + "&to=" + newest.plusSeconds(1);
        Instant deadline = Instant.now().plus(LONGEST_WAIT_FOR_STORAGE);
        while (Instant.now().isBefore(deadline)) {
            JsonNode series = api.get(newestRow).body().path("series");
            if (!series.path(0).path("rows").isEmpty()) {
                out.printf("stored: the newest frame of %s is of %s%n", serialNumber, newest);
                return;
            }
            Thread.sleep(50);
        }
        throw new CommandFailure("all frames are acknowledged, but the newest was not stored within "
                + LONGEST_WAIT_FOR_STORAGE.toSeconds() + " s: it is safe in the journal or in Kafka");
    }

    private static void pauseUntil(Instant due) throws InterruptedException {
        long millis = Duration.between(Instant.now(), due).toMillis();
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }

    private static long observedAtMillis(Frame frame) {
        Long millis = frame.observedAtMillis();
        if (millis == null) {
            throw new IllegalStateException("a recorded frame has a time");
        }
        return millis;
    }
}
