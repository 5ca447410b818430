package io.busbar.ingest.tcp;

import io.busbar.ingest.admission.ConnectionEnd;
import io.vertx.core.buffer.Buffer;

/** How the parts of a connection answer and end it. Confined to its event loop. */
interface TcpLink {

    void write(Buffer answer);

    /** Tells the client why, and closes. */
    void fail(TcpProtocol.Ending error, String text, ConnectionEnd how);

    void close(ConnectionEnd how);
}
