package io.busbar.standalone.dialect;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** How a logger speaks to the door over one connection after the other. Confined to the thread of its logger. */
public interface Dialect {

    /** Returns when the door has let the logger in. */
    void logIn(DataInputStream in, DataOutputStream out) throws IOException;

    /** Writes the logger's frame with this number, from 0; numbers of a connection follow one another. */
    void write(DataOutputStream out, long number, byte[] frame) throws IOException;

    /**
     * Waits for the next acknowledgement.
     *
     * @param expected the number of the oldest frame that is not acknowledged
     * @return the number behind the newest frame that is
     * @throws IOException when the door says anything else, or nothing any more
     */
    long acknowledged(DataInputStream in, long expected) throws IOException;
}
