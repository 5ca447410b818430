package io.busbar.jobs.rollup;

import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.rollup.RollupTable.Stretch;
import io.busbar.jobs.rollup.RollupTable.Whole;
import io.busbar.measure.Catalogue;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.Cadence;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the roll-ups what the stored samples make them, in whatever order these come: every stored sample touches buckets, and a touched bucket
 * is computed again from what is stored, when it is over or nothing was heard of its device for a while.
 *
 * <pre>
 *  committed samples ──▶ dirty buckets ──┬─ over ──▶ 5m from samples ──▶ 1h, 1d from 5m     one transaction for many devices
 *  (RollupNotes)         (DirtyBuckets)  │              └─ counters        └─ gap ledger
 *                                        └─ checkpoint ──▶ table dirty_bucket ──▶ the next run
 * </pre>
 *
 * What a job that ends had not computed is in the table of dirty buckets, or touched again by the frames that follow its last checkpoint. Two
 * writers never compute a bucket of one device at once, and who computes second sees what the first could have missed. Confined to one thread, which
 * need not be that of {@link RollupNotes}.
 */
public final class RollupWriter {

    private static final Logger LOG = LoggerFactory.getLogger(RollupWriter.class);

    /** Of a slice at most, whatever its {@link SliceSize}. */
    private static final int DEVICES_AT_ONCE = 64;

    /** Longer than any logger is waited for: what an earlier run has left is due at once. */
    private static final long LONG_AGO_NANOS = Duration.ofDays(4).toNanos();

    /** SQLSTATE of rows whose content is to blame. */
    private static final String DATA_EXCEPTION = "22000";

    private final Transactions transactions;
    private final Share share;
    private final LongSupplier nanoClock;
    private final DirtyBuckets dirty;
    private final BmsRollups bms;
    private final PackRollups packs = new PackRollups();
    private final CounterRollups counters;
    private final SliceSize slice = new SliceSize();
    private final AtomicLong computedBuckets = new AtomicLong();
    private final AtomicLong frozenBuckets = new AtomicLong();
    private final AtomicLong refusedDevices = new AtomicLong();

    /**
     * @param share of what earlier runs have left
     * @param dirty what is to be computed
     */
    public RollupWriter(
            Transactions transactions, Catalogue catalogue, Share share, DirtyBuckets dirty, LongSupplier nanoClock) {
        this.transactions = transactions;
        this.share = share;
        this.nanoClock = nanoClock;
        this.dirty = dirty;
        this.bms = new BmsRollups(catalogue);
        this.counters = new CounterRollups(catalogue);
    }

    /** Buckets written, of all levels, one that was computed again counting again. */
    public long computedBuckets() {
        return computedBuckets.get();
    }

    /** Buckets left as they are, because samples that they were made from have been removed. */
    public long frozenBuckets() {
        return frozenBuckets.get();
    }

    /** Devices whose buckets the database refused. */
    public long refusedDevices() {
        return refusedDevices.get();
    }

    /** Devices with buckets that are to be computed. */
    public int dirtyDevices() {
        return dirty.devices();
    }

    /**
     * Takes over what earlier runs have left; before samples are stored, for what is taken over counts as of a device that is heard of no more.
     *
     * @throws InterruptedException when interrupted while the database is away
     */
    public void takeOver() throws InterruptedException {
        long longAgoNanos = nanoClock.getAsLong() - LONG_AGO_NANOS;
        List<Left> left = new ArrayList<>();
        commit(open -> {
            left.clear();
            DirtyTable.read(open, share, (typeCode, row) -> left.add(new Left(typeCode, row)));
        });
        left.forEach(each -> dirty.takeOver(each.typeCode(), each.row(), longAgoNanos));
        if (!left.isEmpty()) {
            LOG.info("took over {} buckets that an earlier run has left to be computed", left.size());
        }
    }

    private record Left(int typeCode, DirtyTable.Row row) {}

    /**
     * Computes some of what is due.
     *
     * @return whether more is due
     * @throws InterruptedException when interrupted while the database is away
     */
    public boolean computeSome() throws InterruptedException {
        long now = nanoClock.getAsLong();
        DirtyBuckets.Slice taken = dirty.take(DEVICES_AT_ONCE, slice.buckets(), now);
        if (!taken.devices().isEmpty()) {
            compute(taken.devices());
            slice.took(taken.buckets(), nanoClock.getAsLong() - now);
        }
        return taken.isMoreDue();
    }

    /**
     * Returns when the table of dirty buckets has all that are left.
     *
     * @throws InterruptedException when interrupted while the database is away
     */
    public void store() throws InterruptedException {
        List<DirtyTable.Row> rows = dirty.unstored();
        if (rows.isEmpty()) {
            return;
        }
        commit(open -> {
            DirtyTable.lock(
                    open,
                    rows.stream().map(row -> row.bucket().deviceId()).distinct().toList());
            DirtyTable.insert(open, rows);
        });
        dirty.stored(rows);
    }

    private void compute(List<DueBuckets> due) throws InterruptedException {
        int[] written = new int[2];
        SQLException refusal = transactions.commit(open -> {
            written[0] = 0;
            written[1] = 0;
            try {
                compute(open, due, written);
            } catch (IllegalArgumentException | ArithmeticException e) { // one device does not end the job
                throw new SQLDataException(e.toString(), DATA_EXCEPTION, e);
            }
        });
        if (refusal == null) {
            dirty.computed(due);
            computedBuckets.addAndGet(written[0]);
            frozenBuckets.addAndGet(written[1]);
        } else if (due.size() > 1) {
            compute(due.subList(0, due.size() / 2));
            compute(due.subList(due.size() / 2, due.size()));
        } else {
            dirty.refused();
            refusedDevices.incrementAndGet();
            LOG.error("roll-ups of device {} cannot be made: {}", due.get(0).deviceId(), refusal.getMessage());
        }
    }

    private void compute(Connection open, List<DueBuckets> due, int[] written) throws SQLException {
        DirtyTable.lock(open, due.stream().map(DueBuckets::deviceId).toList());
        Map<String, Long> horizons = DirtyTable.horizons(open);
        compute(open, bms, due.stream().filter(each -> !each.isPack()).toList(), horizons, written);
        compute(open, packs, due.stream().filter(DueBuckets::isPack).toList(), horizons, written);
        computeBeside(open, due, horizons);
        DirtyTable.delete(
                open, due.stream().flatMap(each -> each.keys().stream()).toList());
        DirtyTable.insert(
                open, due.stream().flatMap(each -> each.left().stream()).toList());
    }

    /** What counters say, and how complete the hours are. */
    private void computeBeside(Connection open, List<DueBuckets> due, Map<String, Long> horizons) throws SQLException {
        long pointHorizonMillis = horizons.getOrDefault("point_sample", Long.MIN_VALUE);
        List<Stretch> stretches = new ArrayList<>();
        due.forEach(each -> stretches.addAll(each.stretches(each.fineAfter(pointHorizonMillis))));
        counters.compute(open, stretches);
        long horizonMillis = Math.max(
                horizons.getOrDefault(bms.samples(), Long.MIN_VALUE),
                horizons.getOrDefault(packs.samples(), Long.MIN_VALUE));
        List<Whole> wholes =
                due.stream().flatMap(each -> each.wholes().stream()).toList();
        GapLedgerTable.reckon(open, GapLedgerTable.among(wholes), horizonMillis);
    }

    private static <B> void compute(
            Connection open, RollupTable<B> table, List<DueBuckets> due, Map<String, Long> horizons, int[] written)
            throws SQLException {
        if (due.isEmpty()) {
            return;
        }
        long horizonMillis = horizons.getOrDefault(table.samples(), Long.MIN_VALUE);
        List<DirtyBucket> keys = new ArrayList<>();
        List<Stretch> stretches = new ArrayList<>();
        for (DueBuckets each : due) {
            List<DirtyBucket> fine = each.fineAfter(horizonMillis);
            written[1] += each.fine().size() - fine.size();
            keys.addAll(fine);
            stretches.addAll(each.stretches(fine));
        }
        table.clear();
        List<List<B>> computed = table.compute(open, stretches);
        for (int i = 0; i < stretches.size(); i++) {
            for (B bucket : computed.get(i)) {
                table.add(
                        new DirtyBucket(
                                stretches.get(i).deviceId(),
                                BucketLevel.FIVE_MINUTES,
                                table.place(bucket).startMillis()),
                        bucket,
                        seconds(stretches.get(i).cadence()));
                written[0]++;
            }
        }
        table.replace(open, keys);
        table.clear();
        List<Whole> wholes =
                due.stream().flatMap(each -> each.wholes().stream()).toList();
        List<RollupTable.@Nullable Together<B>> together = table.putTogether(open, wholes);
        for (int i = 0; i < wholes.size(); i++) {
            RollupTable.Together<B> whole = together.get(i);
            if (whole != null) {
                table.add(wholes.get(i).key(), whole.bucket(), whole.intervalSeconds());
                written[0]++;
            }
        }
        table.replace(open, wholes.stream().map(Whole::key).toList());
    }

    private static int seconds(Cadence cadence) {
        return (int) (cadence.intervalMillis() / 1_000);
    }

    private void commit(Transactions.Work work) throws InterruptedException {
        SQLException refusal = transactions.commit(work);
        if (refusal != null) {
            throw new IllegalStateException("cannot keep dirty_bucket: " + refusal.getMessage(), refusal);
        }
    }
}
