package io.busbar.ingest.listener;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.LoopJournal;
import io.busbar.ingest.admission.Refusal;
import io.busbar.ingest.admission.Session;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.tls.TlsMaterial;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens for loggers; what they speak is the subclass's matter. One event loop. */
public abstract class Listener extends VerticleBase {

    private static final long LOOK_MILLIS = 1_000;

    private final Endpoint endpoint;
    private final Transport transport;
    private final Admission admission;
    private final DoorMeters meters;
    private final ConnectionLimits limits;
    private final LoopJournal journal;
    private final Set<DoorConnection> connections = new HashSet<>();
    private boolean quiet;
    private volatile int port;
    private NetServer server;

    /** A listener that is not listening yet. */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else.
    protected Listener(
            Endpoint endpoint, Transport transport, Admission admission, DoorMeters meters, ConnectionLimits limits) {
        this.admission = admission;
        this.endpoint = endpoint;
        this.transport = transport;
        this.meters = meters;
        this.limits = limits;
        this.journal = admission.journalOn(task -> context.runOnContext(go -> task.run()));
    }

    /** Where the frames of all connections go. */
    protected final LoopJournal journal() {
        return journal;
    }

    /** Makes the connection and has it fed from the socket. */
    protected abstract DoorConnection open(NetSocket socket);

    /** Known once deployed. From any thread. */
    public final int port() {
        return port;
    }

    @Override
    public final Future<?> start() {
        server = vertx.createNetServer(options());
        server.connectHandler(this::connected);
        server.exceptionHandler(refused -> meters.refused(transport, Refusal.TLS));
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
        return server.listen(endpoint.port(), endpoint.bindAddress())
                .onSuccess(listening -> port = listening.actualPort());
    }

    private NetServerOptions options() {
        NetServerOptions options = new NetServerOptions().setTcpKeepAlive(true).setTcpNoDelay(true);
        @Nullable TlsMaterial tls = endpoint.tls();
        if (tls != null) {
            ServerSSLOptions ssl = Tls.options(tls, limits.logInTimeout());
            options.setSsl(true)
                    .setKeyCertOptions(ssl.getKeyCertOptions())
                    .setTrustOptions(ssl.getTrustOptions())
                    .setClientAuth(ssl.getClientAuth())
                    .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols())
                    .setSslHandshakeTimeout(ssl.getSslHandshakeTimeout())
                    .setSslHandshakeTimeoutUnit(ssl.getSslHandshakeTimeoutUnit());
        }
        return options;
    }

    /** Uses another certificate for connections from now on; the open ones go on. From any thread. */
    public final Future<Boolean> renew(TlsMaterial tls) {
        return server.updateSSLOptions(Tls.options(tls, limits.logInTimeout()));
    }

    /** Takes no new connections and reads no more from the open ones. From any thread. */
    public final Future<Void> quiesce() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            quiet = true;
            connections.forEach(DoorConnection::quiesce);
            journal.handOver();
            done.complete();
        });
        return done.future();
    }

    @Override
    public final Future<?> stop() {
        List.copyOf(connections).forEach(connection -> connection.end(Session.End.CLOSING));
        if (connections.isEmpty()) {
            return server.close();
        }
        return vertx.timer(Linger.MILLIS, TimeUnit.MILLISECONDS).eventually(server::close);
    }

    /** Runs a task later on the event loop. */
    protected final void later(long delayMillis, Runnable task) {
        vertx.setTimer(delayMillis, timer -> task.run());
    }

    private void connected(NetSocket socket) {
        String address = socket.remoteAddress().hostAddress();
        boolean addressHasRoom = admission.connected(address);
        int open = meters.connected(transport);
        socket.exceptionHandler(broken -> {
            // Resets are everyday; the close handler follows.
        });
        @Nullable
        Refusal refusal = quiet
                ? Refusal.CLOSING
                : open > limits.maxConnections()
                        ? Refusal.TOO_MANY_CONNECTIONS
                        : addressHasRoom ? null : Refusal.TOO_MANY_OF_ADDRESS;
        @Nullable DoorConnection connection = refusal == null ? open(socket) : null;
        socket.closeHandler(closed -> {
            admission.disconnected(address);
            meters.disconnected(transport);
            if (connection != null) {
                connections.remove(connection);
                connection.closed();
            }
        });
        if (connection != null) {
            connections.add(connection);
        } else if (refusal != null) {
            meters.refused(transport, refusal);
            socket.close();
        }
    }

    private void look() {
        long nowNanos = System.nanoTime();
        List.copyOf(connections).forEach(connection -> connection.look(nowNanos));
        look(nowNanos);
    }

    /** What a listener itself has to look after once a second. */
    protected void look(long nowNanos) {}
}
