package io.busbar.jobs.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Tells {@link DirtyBuckets} of samples, with the transactions that store them. Confined to one thread. */
public final class RollupNotes {

    private final DirtyBuckets dirty;
    private final LongSupplier nanoClock;
    private List<StoredSample> samples = List.of();
    private final Set<DirtyTable.Row> noted = new LinkedHashSet<>();
    private final Map<Integer, Long> newestMillis = new HashMap<>();

    public RollupNotes(DirtyBuckets dirty, LongSupplier nanoClock) {
        this.dirty = dirty;
        this.nanoClock = nanoClock;
    }

    /**
     * Notes, in the transaction that stores the samples, every bucket that they touch and that is over when they are stored: whoever reads roll-ups then
     * never takes one for whole that is not, whichever writer computed it. Samples that come one by one in order touch none, but for the first of a
     * device that this writer sees.
     */
    public void note(Connection open, List<StoredSample> samples) throws SQLException {
        this.samples = samples;
        noted.clear();
        newestMillis.clear();
        noted.addAll(dirty.over(samples));
        if (!noted.isEmpty()) {
            List<Integer> devices = noted.stream()
                    .map(row -> row.bucket().deviceId())
                    .distinct()
                    .toList();
            DirtyTable.lock(open, devices);
            DirtyTable.insert(open, List.copyOf(noted));
            newestMillis.putAll(DirtyTable.newestSamples(
                    open, devices.stream().filter(dirty::isNew).toList()));
        }
    }

    /** The samples that were noted last are committed, and what was noted of them. */
    public void committed() {
        dirty.stored(samples, noted, newestMillis, nanoClock.getAsLong());
        samples = List.of();
        noted.clear();
        newestMillis.clear();
    }

    /** What was noted last is committed, or will never be. */
    public void settle() {
        dirty.storedNothing();
    }
}
