package io.busbar.ingest.mqtt;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.Session;
import io.busbar.ingest.admission.Transport;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Listens for loggers that speak MQTT. It works on the packets of Netty's codec, because a connection must be paused while too many
 * of its frames wait for the disk, and a group of acknowledgements should cost one write. One event loop.
 */
public final class MqttListener extends VerticleBase {

    private static final int MAX_CLIENT_ID_CHARS = 65_535;
    private static final long LOOK_MILLIS = 1_000;

    private final String bindAddress;
    private final int requestedPort;
    private final Admission admission;
    private final DoorMeters meters;
    private final ConnectionLimits limits;
    private final Set<MqttConnection> connections = new HashSet<>();
    private volatile int port;
    private NetServer server;

    /** @param requestedPort 0 for any free one */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else.
    public MqttListener(
            String bindAddress, int requestedPort, Admission admission, DoorMeters meters, ConnectionLimits limits) {
        this.bindAddress = bindAddress;
        this.requestedPort = requestedPort;
        this.admission = admission;
        this.meters = meters;
        this.limits = limits;
    }

    /** Known once deployed. From any thread. */
    public int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        server = vertx.createNetServer(
                new NetServerOptions().setTcpKeepAlive(true).setTcpNoDelay(true));
        server.connectHandler(this::connected);
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
        return server.listen(requestedPort, bindAddress).onSuccess(listening -> port = listening.actualPort());
    }

    private void connected(NetSocket socket) {
        if (meters.connected(Transport.MQTT) > limits.maxConnections()) {
            meters.disconnected(Transport.MQTT);
            socket.close();
            return;
        }
        NetSocketInternal internal = (NetSocketInternal) socket;
        ChannelPipeline pipeline = internal.channelHandlerContext().pipeline();
        pipeline.addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE);
        pipeline.addBefore("handler", "mqttDecoder", new MqttDecoder(Replies.MAX_PACKET_BYTES, MAX_CLIENT_ID_CHARS));
        MqttConnection connection = new MqttConnection(internal, admission, this::later, meters, limits);
        connections.add(connection);
        internal.messageHandler(connection::handle);
        internal.exceptionHandler(broken -> {
            // Resets are everyday; the close handler follows.
        });
        internal.closeHandler(closed -> {
            connections.remove(connection);
            meters.disconnected(Transport.MQTT);
            connection.closed();
        });
    }

    private void later(long delayMillis, Runnable task) {
        vertx.setTimer(delayMillis, timer -> task.run());
    }

    private void look() {
        long nowNanos = System.nanoTime();
        List.copyOf(connections).forEach(connection -> connection.look(nowNanos));
    }

    /** Takes no new connections and reads no more from the open ones. From any thread. */
    public Future<Void> quiesce() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            connections.forEach(MqttConnection::quiesce);
            done.complete();
        });
        return done.future();
    }

    @Override
    public Future<?> stop() {
        List.copyOf(connections).forEach(connection -> connection.end(Session.End.CLOSING));
        return server.close();
    }
}
