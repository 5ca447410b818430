package io.busbar.ingest.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether the files of the door's certificate changed, and hands on what they hold now. Files that are of no use
 * change nothing: the door goes on with what it has, and says so once. One thread of its own.
 */
public final class TlsReload implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TlsReload.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final TlsConfig config;
    private final Clock clock;
    private final Consumer<TlsMaterial> listener;
    private final Counter reloaded;
    private final Counter failed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "tls-reload");
        made.setDaemon(true);
        return made;
    });
    private volatile TlsMaterial current;
    private String lastProblem = "";

    private TlsReload(
            TlsConfig config, TlsMaterial first, Clock clock, MeterRegistry meters, Consumer<TlsMaterial> listener) {
        this.config = config;
        this.current = first;
        this.clock = clock;
        this.listener = listener;
        this.reloaded = counter(meters, "reloaded");
        this.failed = counter(meters, "failed");
        Gauge.builder("busbar.door.tls.remaining", this, TlsReload::remainingSeconds)
                .description("Until the door's certificate expires")
                .baseUnit("seconds")
                .register(meters);
    }

    /** @param listener called on the thread of this; what it throws is a failed reload */
    public static TlsReload start(
            TlsConfig config, TlsMaterial first, Clock clock, MeterRegistry meters, Consumer<TlsMaterial> listener) {
        TlsReload reload = new TlsReload(config, first, clock, meters, listener);
        Future<?> unused = reload.thread.scheduleWithFixedDelay(
                reload::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return reload;
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return Counter.builder("busbar.door.tls.reloads")
                .description("Changed certificate files by outcome")
                .tag("outcome", outcome)
                .register(meters);
    }

    private double remainingSeconds() {
        return Duration.between(clock.instant(), current.expires()).toSeconds();
    }

    private void look() {
        try {
            TlsMaterial read = TlsMaterial.read(config, clock);
            if (!read.isSameAs(current)) {
                listener.accept(read);
                current = read;
                reloaded.increment();
                log.info("TLS: new certificate {}, valid until {}", config.certificate(), read.expires());
            }
            lastProblem = "";
        } catch (IOException | RuntimeException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(lastProblem)) {
                lastProblem = problem;
                failed.increment();
                log.error("TLS: the door goes on with the certificate that it has: {}", problem);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
