package io.busbar.benchmarks.latest;

import java.io.IOException;
import java.sql.SQLException;

/** Who is asked for the latest readings of a device. Thread-safe. */
public interface Source {

    /** Its name in the figures. */
    String name();

    /** How it finds the answer and how it is asked, in a line. */
    String description();

    /** A line to it for one thread. */
    Line open() throws IOException, SQLException;

    /** Confined to one thread. */
    interface Line extends AutoCloseable {

        /** Asks for all latest readings of a device, reads the answer to its end, and returns the sum of what the device sent. */
        long ask(LatestFleet.Device device) throws IOException, SQLException;

        @Override
        void close() throws IOException, SQLException;
    }
}
