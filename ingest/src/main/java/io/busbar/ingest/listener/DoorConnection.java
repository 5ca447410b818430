package io.busbar.ingest.listener;

import io.busbar.ingest.admission.Session;

/** A connection as its listener sees it. Confined to the listener's event loop. */
public interface DoorConnection extends Session {

    /** Looks for time-outs; called once a second. */
    void look(long nowNanos);

    /** Reads no more; what was read is still answered. */
    void quiesce();

    /** The socket is gone. */
    void closed();
}
