package io.busbar.standalone.database.retention;

import io.busbar.measure.Catalogue;
import io.busbar.query.series.Freezer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of retention on one table. Confined to one thread. */
final class TableRetention {

    /** After so many empty days nothing of the last value holds any more: an upload interval is a day at most, the gap cap 2.5 of them. */
    private static final int HOLDING_DAYS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(TableRetention.class);

    private final Connection connection;
    private final Snapshot snapshot;
    private final RetentionRule rule;
    private final RetainedTable table;
    private final Consumer<String> progress;
    private final RetentionMeters meters;
    private final SampleDays days;
    private final SliceLedger ledger;
    private final @Nullable Export export;

    TableRetention(
            Connection connection,
            Snapshot snapshot,
            RetentionRule rule,
            Consumer<String> progress,
            RetentionMeters meters) {
        this.connection = connection;
        this.snapshot = snapshot;
        this.rule = rule;
        this.table = rule.table();
        this.progress = progress;
        this.meters = meters;
        this.days = new SampleDays(connection, table);
        this.ledger = new SliceLedger(connection, table);
        Path folder = rule.exportFolder();
        this.export = folder == null ? null : new Export(connection, folder);
    }

    /** Moves the horizon up to a day, and removes what is behind it. */
    void run(LocalDate target) throws SQLException, IOException, InterruptedException {
        LocalDate horizon = moveHorizon(target);
        Hypertable hypertable = new Hypertable(connection, table);
        if (snapshot.run(hypertable::exists)) {
            for (ChunkUnit unit : ChunkUnit.behind(horizon, snapshot.run(hypertable::chunks))) {
                if (!hypertable.awaitOlderQueries()) {
                    progress.accept(table.tableName() + ": an answer that began before still reads, removed next time");
                    return;
                }
                report(snapshot.run(() -> removeChunks(hypertable, unit)));
            }
        } else {
            for (LocalDate day : snapshot.run(() -> days.fingerprints(LocalDate.EPOCH, horizon))
                    .keySet()) {
                report(snapshot.run(() -> removeDay(day)));
            }
        }
    }

    /** What a removal came to. */
    private record Removal(String what, long rows, long lateRows) {}

    private LocalDate moveHorizon(LocalDate target) throws SQLException, IOException, InterruptedException {
        LocalDate day = rule.horizon();
        int emptyDays = day == null ? HOLDING_DAYS : 0;
        while (day == null || day.isBefore(target)) {
            if (day == null || emptyDays >= HOLDING_DAYS) {
                LocalDate from = day == null ? LocalDate.EPOCH : day;
                boolean first = day == null;
                Optional<LocalDate> next = snapshot.run(() -> days.firstFrom(from));
                day = next.filter(found -> found.isBefore(target)).orElse(target);
                if (first || day.equals(target)) {
                    move(day);
                }
                emptyDays = 0;
                continue;
            }
            LocalDate passed = day;
            long rows = snapshot.run(() -> pass(passed));
            emptyDays = rows == 0 ? emptyDays + 1 : 0;
            day = day.plusDays(1);
        }
        return day;
    }

    private void move(LocalDate day) throws SQLException, IOException, InterruptedException {
        snapshot.run(() -> {
            RetentionRules.moveHorizon(connection, table, day);
            return day;
        });
    }

    /** Freezes and exports a day and moves the horizon behind it. Rows that are committed later came late. */
    private long pass(LocalDate day) throws SQLException, IOException {
        Fingerprint rows = days.fingerprint(day);
        if (table.isFrozenFirst()) {
            new Freezer(connection, Catalogue.load()).freeze(table.tableName(), day);
        }
        if (rows.rows() > 0) {
            ledger.wait(day, rows);
            exportDay(day, rows.rows());
        }
        RetentionRules.moveHorizon(connection, table, day.plusDays(1));
        if (rows.rows() > 0) {
            progress.accept("%s %s: %,d rows%s%s"
                    .formatted(
                            table.tableName(),
                            day,
                            rows.rows(),
                            table.isFrozenFirst() ? " frozen" : "",
                            export == null ? "" : ", exported"));
        }
        return rows.rows();
    }

    /** A row that comes while this runs is not seen, and stays; one that is replaced makes it run again. */
    private Removal removeDay(LocalDate day) throws SQLException, IOException {
        Fingerprint there = days.fingerprint(day);
        long lateRows = settle(day, there);
        long removed = days.delete(day);
        if (removed != there.rows()) {
            throw new IOException(removed + " rows of " + day + " would have been removed, there are " + there.rows());
        }
        ledger.removed(day);
        RetentionRules.count(connection, table, removed, lateRows);
        return new Removal(day.toString(), removed, lateRows);
    }

    /** Writers of these chunks wait, so that no row can come between the look at them and their end. */
    private Removal removeChunks(Hypertable hypertable, ChunkUnit unit) throws SQLException, IOException {
        hypertable.lock(unit.chunks());
        long rows = 0;
        long lateRows = 0;
        for (var day : days.fingerprints(unit.from(), unit.to()).entrySet()) {
            lateRows += settle(day.getKey(), day.getValue());
            rows += day.getValue().rows();
            ledger.removed(day.getKey());
        }
        hypertable.drop(unit.chunks());
        RetentionRules.count(connection, table, rows, lateRows);
        return new Removal(unit.from() + " to " + unit.to(), rows, lateRows);
    }

    /** Has rows that nobody dealt with exported; returns how many there are, at least. */
    private long settle(LocalDate day, Fingerprint there) throws SQLException, IOException {
        Fingerprint waiting = ledger.waiting(day);
        boolean late = !there.equals(waiting);
        if (late || (export != null && !ledger.exported(day))) {
            ledger.wait(day, there);
            exportDay(day, there.rows());
        }
        return late ? Math.max(1, there.rows() - waiting.rows()) : 0;
    }

    private void exportDay(LocalDate day, long rows) throws SQLException, IOException {
        if (export != null) {
            ledger.wrote(day, export.write(table, day, rows), rows);
        }
    }

    private void report(Removal removal) {
        if (removal.lateRows() > 0) {
            LOG.warn(
                    "{} {}: at least {} rows came when the horizon had passed them; they are in no frozen bucket",
                    table.tableName(),
                    removal.what(),
                    removal.lateRows());
        }
        progress.accept("%s %s: %,d rows removed, %,d of them late"
                .formatted(table.tableName(), removal.what(), removal.rows(), removal.lateRows()));
        meters.count(table, removal.rows(), removal.lateRows());
    }
}
