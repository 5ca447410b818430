package io.busbar.benchmarks.query;

import java.sql.SQLException;

/** Who answers a question. Thread-safe. */
public interface Answers {

    /** Its name in the figures. */
    String name();

    /** How it finds the answer and how it is asked, in a line. */
    String description();

    /** Processor seconds that it has taken so far, with everything that it asks; NaN when that is not known. */
    default double cpuSeconds() {
        return Double.NaN;
    }

    /** A line to it for one thread. */
    Line open() throws Exception;

    /** What came back: two who were asked the same must agree. Immutable. */
    record Reply(long values, long sum) {}

    /** Confined to one thread. */
    interface Line extends AutoCloseable {

        /** Asks, of a pack where the question is about one, and reads the answer to its end. */
        Reply ask(String pack) throws Exception;

        @Override
        void close() throws SQLException;
    }
}
