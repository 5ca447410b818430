package io.busbar.ingest.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Says when work on a stranger's bytes takes more memory than their number explains. Stateless. */
public final class AllocationBound {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What the JVM links when a line of code runs for the first time counts as well, but only once. */
    private static final int TRIES = 4;

    private AllocationBound() {}

    /**
     * Does the work, more than once if need be.
     *
     * @throws AssertionError when it allocates more than so many bytes each time
     */
    public static <T> T within(long bytes, Supplier<T> work) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            T result = work.get();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            if (least <= bytes) {
                return result;
            }
        }
        throw new AssertionError("allocated " + least + " bytes, allowed are " + bytes);
    }
}
