package io.busbar.ingest.tcp;

import io.busbar.ingest.admission.ConnectionEnd;
import io.vertx.core.buffer.Buffer;

/** How the parts of a connection answer and end it. Confined to its event loop. */
interface TcpLink {

    /** Writes, and closes when the client does not read what it is sent. */
    void write(Buffer answer);

    /** Writes what may be larger than a client has to read at once. */
    void send(Buffer command);

    /** Tells the client why, and closes. */
    void fail(TcpProtocol.Ending error, String text, ConnectionEnd how);

    void close(ConnectionEnd how);
}
