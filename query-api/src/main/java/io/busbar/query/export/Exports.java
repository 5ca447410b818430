package io.busbar.query.export;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.Secrets;
import io.busbar.query.export.Export.Form;
import io.busbar.query.series.SeriesExecutor;
import io.busbar.query.series.SeriesRequest;
import io.busbar.query.series.SeriesSink;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes answers into files, two at once. An export is its owner's alone, and only while they may see what they might when they asked: every two
 * seconds rights are asked again, and where they have changed the export ends and its file is deleted. Files live for an hour after they are
 * complete, and no longer than this process. May be shared between threads.
 */
public final class Exports implements AutoCloseable {

    /** Of one person, those that go on and those that are done. */
    public static final int MAX_OF_PERSON = 10;

    /** Of a file. */
    public static final long MAX_BYTES = 8L << 30;

    public static final Duration KEPT = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
    private static final int THREADS = 2;
    private static final long SWEEP_SECONDS = 2;
    private static final int BUFFER_BYTES = 1 << 16;

    private final SeriesExecutor executor;
    private final Scopes scopes;
    private final Clock clock;
    private final Path folder;
    private final Map<String, Export> exports = new ConcurrentHashMap<>();
    private final ScheduledExecutorService threads;

    /** Makes the sink of an export. */
    @FunctionalInterface
    public interface SinkMaker {
        SeriesSink make(OutputStream out) throws IOException;
    }

    public Exports(SeriesExecutor executor, Scopes scopes, Clock clock) {
        this.executor = executor;
        this.scopes = scopes;
        this.clock = clock;
        this.folder = temporaryFolder();
        this.threads = Executors.newScheduledThreadPool(THREADS + 1, work -> {
            Thread thread = new Thread(work, "export");
            thread.setDaemon(true);
            return thread;
        });
        var unused = threads.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    /** @throws Refusal when the person has too many */
    public synchronized Export start(Scope scope, SeriesRequest request, Form form, SinkMaker sinks) {
        long own =
                exports.values().stream().filter(export -> isOf(export, scope)).count();
        if (own >= MAX_OF_PERSON) {
            throw Refusal.of(
                    Kind.CONFLICT, "you have " + own + " exports: delete one, or wait until one is an hour old");
        }
        String id = Secrets.publicId();
        Export export = new Export(
                id, scope, form, folder.resolve(id), request.devices().size(), clock.instant());
        exports.put(id, export);
        threads.execute(() -> make(export, request, sinks));
        return export;
    }

    /** Empty when there is none, it is somebody else's, or rights have changed since. */
    public Optional<Export> find(Scope scope, String id) {
        Export export = exports.get(id);
        return export != null
                        && isOf(export, scope)
                        && export.scope().policyVersion().equals(scope.policyVersion())
                ? Optional.of(export)
                : Optional.empty();
    }

    public void delete(Export export) {
        exports.remove(export.id());
        export.cancellation().cancel();
        deleteFile(export);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        exports.values().forEach(this::delete);
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.debug("folder of exports not deleted: {}", e.getMessage());
        }
    }

    private static boolean isOf(Export export, Scope scope) {
        return export.scope().person().id().equals(scope.person().id());
    }

    private void make(Export export, SeriesRequest request, SinkMaker sinks) {
        export.running();
        try {
            try (OutputStream out = new LimitedStream(
                            new BufferedOutputStream(Files.newOutputStream(export.file()), BUFFER_BYTES), MAX_BYTES);
                    SeriesSink sink = new ProgressSink(sinks.make(out), export)) {
                executor.run(request, sink, export.cancellation());
            }
            export.done(clock.instant());
        } catch (Refusal e) {
            export.failed(
                    clock.instant(),
                    e.faults().isEmpty() ? e.detail() : e.faults().get(0).message());
        } catch (IOException | RuntimeException e) {
            LOG.warn("export failed: {}", e.toString());
            Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
            export.failed(
                    clock.instant(),
                    cause instanceof LimitedStream.Full
                            ? "the file is longer than " + MAX_BYTES + " bytes: ask for less, or for wider buckets"
                            : "it could not be made; ask for less, or try again");
        }
        if (!exports.containsKey(export.id())) {
            deleteFile(export);
        }
    }

    private void sweep() {
        for (Export export : exports.values()) {
            try {
                Instant ended = export.endedAt();
                boolean isOld = ended != null && ended.plus(KEPT).isBefore(clock.instant());
                if (isOld || !scopes.holds(export.scope())) {
                    delete(export);
                }
            } catch (RuntimeException e) {
                LOG.debug("rights not asked: {}", e.toString());
            }
        }
    }

    private static void deleteFile(Export export) {
        try {
            Files.deleteIfExists(export.file());
        } catch (IOException e) {
            LOG.warn("file of an export not deleted: {}", e.toString());
        }
    }

    private static Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("busbar-exports-");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for exports", e);
        }
    }
}
