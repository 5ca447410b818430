package io.busbar.ingest;

import io.busbar.frame.FrameGate;
import io.busbar.ingest.admission.AddressLimits;
import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.ingest.downlink.Commands;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.listener.Endpoint;
import io.busbar.ingest.mqtt.MqttListener;
import io.busbar.ingest.relay.CommandFeed;
import io.busbar.ingest.relay.RegistryFeed;
import io.busbar.ingest.relay.Relay;
import io.busbar.ingest.tcp.TcpListener;
import io.busbar.ingest.tls.TlsConfig;
import io.busbar.ingest.tls.TlsMaterial;
import io.busbar.ingest.tls.TlsReload;
import io.busbar.measure.Catalogue;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where frames enter: takes them from loggers over MQTT and TCP, answers when they are on disk, and passes them to Kafka.
 *
 * <pre>
 *  MqttListener ─┐                            ┌─▶ (sync) ─▶ acknowledgement
 *                ├─▶ Admission ─▶ Journal ────┤
 *  TcpListener  ─┘      ▲                     └─▶ Relay ─▶ Kafka
 *                 LoggerRegistry ◀── RegistryFeed ◀─────── Kafka
 * </pre>
 *
 * Thread-safe.
 */
public final class FrontDoor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FrontDoor.class);
    private static final long CLOSE_SECONDS = 10;

    private final FrontDoorConfig config;
    private final Journal journal;

    /** What was started, the newest first. */
    private final Deque<Part> parts = new ArrayDeque<>();

    private @Nullable MqttListener mqtt;
    private @Nullable TcpListener tcp;
    private @Nullable Commands commands;
    private boolean closed;

    private interface Part {
        void close() throws IOException;
    }

    private FrontDoor(FrontDoorConfig config, Journal journal) {
        this.config = config;
        this.journal = journal;
        parts.push(journal::close);
    }

    /**
     * Opens the door; returns when loggers can connect.
     *
     * @throws IOException when the journal or a port is in use
     * @throws IllegalStateException when the registry cannot be read in time
     */
    public static FrontDoor start(FrontDoorConfig config, Catalogue catalogue, MeterRegistry meters)
            throws IOException {
        return start(config, catalogue, meters, null);
    }

    /** With a registry that somebody else fills instead of Kafka. */
    public static FrontDoor start(
            FrontDoorConfig config, Catalogue catalogue, MeterRegistry meters, @Nullable LoggerRegistry filled)
            throws IOException {
        Clock clock = Clock.systemUTC();
        FrontDoor door = new FrontDoor(config, Journal.open(config.journal(), clock, meters));
        try {
            LoggerRegistry registry = filled != null ? filled : door.feed();
            door.relay(meters);
            DoorMeters doorMeters = new DoorMeters(meters);
            Admission admission = new Admission(
                    new FrameGate(catalogue),
                    door.journal,
                    registry,
                    new AddressLimits(config.limits(), System::nanoTime),
                    doorMeters,
                    clock);
            Commands commands = new Commands(clock, meters, admission::commandStatus);
            door.commands = commands;
            door.listen(admission, commands, doorMeters, meters);
            if (filled == null) {
                CommandFeed feed = CommandFeed.start(commands, config.kafkaBootstrapServers());
                door.parts.push(feed::close);
            }
            log.info(
                    "front door open: mqtt{}://{}:{} tcp{}://{}:{}",
                    config.tls() == null ? "" : "s",
                    config.bindAddress(),
                    door.mqttPort(),
                    config.tls() == null ? "" : "s",
                    config.bindAddress(),
                    door.tcpPort());
            return door;
        } catch (IOException | RuntimeException e) {
            door.close();
            throw e;
        }
    }

    private LoggerRegistry feed() {
        LoggerRegistry registry = new LoggerRegistry(config.operatorKey());
        RegistryFeed feed = RegistryFeed.start(registry, config.kafkaBootstrapServers());
        parts.push(feed::close);
        feed.awaitRead(config.registryTimeout());
        return registry;
    }

    private void relay(MeterRegistry meters) throws IOException {
        Relay relay = Relay.start(journal, config.journal().directory(), config.kafkaBootstrapServers(), meters);
        parts.push(() -> relay.drainAndClose(config.relayDrain()));
    }

    private void listen(Admission admission, Commands commands, DoorMeters meters, MeterRegistry registry)
            throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        parts.push(() -> await(vertx.close()));
        @Nullable TlsConfig tls = config.tls();
        @Nullable TlsMaterial material = tls == null ? null : TlsMaterial.read(tls, Clock.systemUTC());
        MqttListener mqttListener =
                new MqttListener(endpoint(config.mqttPort(), material), admission, commands, meters, config.limits());
        TcpListener tcpListener =
                new TcpListener(endpoint(config.tcpPort(), material), admission, commands, meters, config.limits());
        deploy(vertx, mqttListener, config.mqttPort());
        deploy(vertx, tcpListener, config.tcpPort());
        mqtt = mqttListener;
        tcp = tcpListener;
        if (tls != null && material != null) {
            TlsReload reload = TlsReload.start(
                    tls,
                    material,
                    Clock.systemUTC(),
                    registry,
                    renewed -> await(Future.all(mqttListener.renew(renewed), tcpListener.renew(renewed))));
            parts.push(reload::close);
        }
        parts.push(() -> {
            await(Future.all(mqttListener.quiesce(), tcpListener.quiesce()));
            // What was read is answered before the connections go.
            journal.drain();
        });
    }

    private Endpoint endpoint(int port, @Nullable TlsMaterial tls) {
        return new Endpoint(config.bindAddress(), port, tls);
    }

    private void deploy(Vertx vertx, Deployable listener, int port) throws IOException {
        try {
            await(vertx.deployVerticle(listener));
        } catch (CompletionException e) {
            String where = "port " + port + " on " + config.bindAddress();
            if (e.getCause() instanceof BindException bind) {
                boolean inUse = String.valueOf(bind.getMessage()).contains("in use");
                throw new IOException(inUse ? where + " is in use" : where + ": " + bind.getMessage(), bind);
            }
            throw new IOException(where + " cannot be listened on: " + e.getCause(), e.getCause());
        }
    }

    private static void await(Future<?> future) {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                log.warn("the listeners did not answer within {} s", CLOSE_SECONDS);
                return;
            }
            throw e;
        }
    }

    /** The port that is listened on, also when any free one was asked for. */
    public int mqttPort() {
        return mqtt == null ? config.mqttPort() : mqtt.port();
    }

    /** The port that is listened on, also when any free one was asked for. */
    public int tcpPort() {
        return tcp == null ? config.tcpPort() : tcp.port();
    }

    /** Those that wait for loggers. */
    Commands commands() {
        return Objects.requireNonNull(commands);
    }

    /** Why no frame is acknowledged at present, for readiness; null when all is well. */
    public @Nullable String problem() {
        return journal.problem();
    }

    /**
     * Stops reading, makes durable and answers what was read, gives the relay a little time, and leaves the rest in the journal.
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        @Nullable IOException failure = null;
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.close();
            } catch (IOException | RuntimeException e) {
                log.warn("closing the front door: {}", e.toString());
                failure = failure == null && e instanceof IOException io ? io : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
