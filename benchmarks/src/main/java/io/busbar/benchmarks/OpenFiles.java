package io.busbar.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How many files and sockets a process may have open here: a process that this one starts inherits the limit. Stateless. */
final class OpenFiles {

    /** For libraries, the journal, and the connections that send. */
    private static final int SPARE = 500;

    private OpenFiles() {}

    /** So many of the wanted connections as one process may have; says what is needed when that is fewer. */
    static int connections(int wanted, PrintStream out) {
        long allowed = allowed();
        if (allowed >= wanted + SPARE) {
            return wanted;
        }
        int possible = (int) (allowed - SPARE);
        out.printf(
                Locale.ROOT,
                "a process may have %,d files open here: %,d of %,d loggers connect. For all of them allow %,d before the bench starts:"
                        + " 'ulimit -n %d' as root, LimitNOFILE= of a systemd unit, --ulimit nofile= of a container%n",
                allowed,
                possible,
                wanted,
                wanted + SPARE,
                wanted + SPARE);
        return possible;
    }

    static long allowed() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
    }
}
