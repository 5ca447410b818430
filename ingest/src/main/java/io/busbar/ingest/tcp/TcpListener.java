package io.busbar.ingest.tcp;

import io.busbar.ingest.admission.Admission;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.DoorMeters;
import io.busbar.ingest.admission.Transport;
import io.busbar.ingest.listener.DoorConnection;
import io.busbar.ingest.listener.Endpoint;
import io.busbar.ingest.listener.Listener;
import io.vertx.core.net.NetSocket;

/** Listens for loggers that speak the TCP protocol. One event loop. */
public final class TcpListener extends Listener {

    private final Admission admission;
    private final DoorMeters meters;
    private final ConnectionLimits limits;

    public TcpListener(Endpoint endpoint, Admission admission, DoorMeters meters, ConnectionLimits limits) {
        super(endpoint, Transport.TCP, meters, limits);
        this.admission = admission;
        this.meters = meters;
        this.limits = limits;
    }

    @Override
    protected DoorConnection open(NetSocket socket) {
        TcpConnection connection = new TcpConnection(socket, context, admission, this::later, meters, limits);
        socket.handler(connection::handle);
        return connection;
    }
}
