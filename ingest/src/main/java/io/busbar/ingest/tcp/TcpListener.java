package io.busbar.ingest.tcp;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.downlink.Commands;
import io.busbar.ingest.listener.DoorConnection;
import io.busbar.ingest.listener.Endpoint;
import io.busbar.ingest.listener.Listener;
import io.vertx.core.net.NetSocket;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Listens for loggers that speak the TCP protocol. One event loop. */
public final class TcpListener extends Listener {

    private static final int NONCE_BYTES = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TcpDoor door;

    public TcpListener(
            Endpoint endpoint, Admission admission, Commands commands, DoorMeters meters, ConnectionLimits limits) {
        this(endpoint, admission, commands, meters, limits, TcpListener::nonce);
    }

    TcpListener(
            Endpoint endpoint,
            Admission admission,
            Commands commands,
            DoorMeters meters,
            ConnectionLimits limits,
            Supplier<String> nonces) {
        super(endpoint, Transport.TCP, admission, meters, limits);
        this.door = new TcpDoor(admission, journal(), commands, this::later, meters, limits, nonces);
    }

    private static String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    protected DoorConnection open(NetSocket socket) {
        TcpConnection connection = new TcpConnection(socket, context, door);
        socket.handler(connection::handle);
        return connection;
    }
}
