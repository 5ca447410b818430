package io.busbar.ingest.listener;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.LoopJournal;
import io.busbar.ingest.admission.Refusal;
import io.busbar.ingest.admission.Session;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.tls.TlsMaterial;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<NetSocket, DoorConnection> connections = new HashMap<>();
    private boolean quiet;
    private volatile int port;
    private NetServer server;

    /** For connections from now on; null for plain text. */
    private volatile @Nullable SslContext tls;

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
        server = vertx.createNetServer(
                new NetServerOptions().setTcpKeepAlive(true).setTcpNoDelay(true));
        server.connectHandler(this::connected);
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
        @Nullable TlsMaterial material = endpoint.tls();
        Future<?> ready = material == null ? Future.succeededFuture() : renew(material);
        return ready.compose(go -> server.listen(endpoint.port(), endpoint.bindAddress()))
                .onSuccess(listening -> port = listening.actualPort());
    }

    /** Uses another certificate for connections from now on; the open ones go on. From any thread. */
    public final Future<?> renew(TlsMaterial material) {
        return vertx.executeBlocking(() -> Tls.context(material, vertx)).onSuccess(usable -> tls = usable);
    }

    /** Takes no new connections and reads no more from the open ones. From any thread. */
    public final Future<Void> quiesce() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            quiet = true;
            connections.values().forEach(DoorConnection::quiesce);
            journal.handOver();
            done.complete();
        });
        return done.future();
    }

    @Override
    public final Future<?> stop() {
        List.copyOf(connections.values()).forEach(connection -> connection.end(Session.End.CLOSING));
        if (connections.isEmpty()) {
            return server.close();
        }
        return vertx.timer(Linger.MILLIS, TimeUnit.MILLISECONDS).eventually(server::close);
    }

    /** Runs a task later on the event loop. */
    protected final void later(long delayMillis, Runnable task) {
        vertx.setTimer(delayMillis, timer -> task.run());
    }

    /** Counts a connection from its first moment, so that whoever never comes to the end of a handshake takes no more than others. */
    private void connected(NetSocket socket) {
        String address = socket.remoteAddress().hostAddress();
        boolean addressHasRoom = admission.connected(address);
        int open = meters.connected(transport);
        socket.exceptionHandler(broken -> {
            // Resets are everyday; the close handler follows.
        });
        socket.closeHandler(closed -> {
            admission.disconnected(address);
            meters.disconnected(transport);
            @Nullable DoorConnection connection = connections.remove(socket);
            if (connection != null) {
                connection.closed();
            }
        });
        @Nullable SslContext secure = tls;
        if (open > limits.maxConnections()) {
            refuse(socket, Refusal.TOO_MANY_CONNECTIONS);
        } else if (!addressHasRoom) {
            refuse(socket, Refusal.TOO_MANY_OF_ADDRESS);
        } else if (secure == null) {
            admit(socket);
        } else {
            var unused = Tls.handshake(socket, secure, limits.logInTimeout()).addListener(done -> {
                if (done.isSuccess()) {
                    admit(socket);
                } else {
                    refuse(socket, Refusal.TLS);
                }
            });
        }
    }

    private void admit(NetSocket socket) {
        if (quiet) {
            refuse(socket, Refusal.CLOSING);
        } else {
            connections.put(socket, open(socket));
        }
    }

    private void refuse(NetSocket socket, Refusal why) {
        meters.refused(transport, why);
        socket.close();
    }

    private void look() {
        long nowNanos = System.nanoTime();
        List.copyOf(connections.values()).forEach(connection -> connection.look(nowNanos));
        look(nowNanos);
    }

    /** What a listener itself has to look after once a second. */
    protected void look(long nowNanos) {}
}
