package io.busbar.standalone.database.retention;

import io.busbar.standalone.database.UpkeepTask;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes rows that are older than their table keeps them. In this order, table by table:
 *
 * <pre>
 *  for each day (UTC), the oldest first                      one transaction, one snapshot
 *    freeze its buckets → export its rows → record what was frozen and exported → horizon behind the day
 *  for each day or chunk behind the horizon                  one transaction, one snapshot or lock
 *    rows that nobody recorded came late: count, export → remove → record
 * </pre>
 *
 * What answers see changes with the horizon alone, not with the removal, which depends on how the table is stored. Killed at any moment, it
 * leaves every row either in the table or, when they are exported, in a complete file. Confined to the thread that runs it.
 */
public final class Retention implements UpkeepTask {

    private final Clock clock;
    private final Consumer<String> progress;
    private final RetentionMeters meters;

    /** @param progress takes a line for each step */
    public Retention(Clock clock, Consumer<String> progress, RetentionMeters meters) {
        this.clock = clock;
        this.progress = progress;
        this.meters = meters;
    }

    @Override
    public String name() {
        return "retention";
    }

    /**
     * Goes through all tables, also when one fails.
     *
     * @throws IOException of the first that failed, with one line for the user
     */
    @Override
    public void run(Connection connection) throws SQLException, IOException, InterruptedException {
        Snapshot snapshot = new Snapshot(connection);
        IOException failure = null;
        for (RetentionRule rule : snapshot.run(() -> RetentionRules.all(connection))) {
            if (rule.keep() == null) {
                continue;
            }
            LocalDate today = Day.of(clock.instant().minus(rule.keep()));
            String error = null;
            try {
                new TableRetention(connection, snapshot, rule, progress, meters).run(today);
            } catch (IOException | SQLException e) {
                error = "retention of " + rule.table().tableName() + " stopped: " + firstLine(e)
                        + remedy(rule, e instanceof IOException);
                if (connection.isClosed()) {
                    throw new IOException(error, e);
                }
                failure = failure == null ? new IOException(error, e) : failure;
            }
            String outcome = error;
            snapshot.run(() -> {
                RetentionRules.ran(connection, rule.table(), outcome);
                return true;
            });
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static String remedy(RetentionRule rule, boolean export) {
        String safe = "; no row was removed that is not in a file";
        if (!export || rule.exportFolder() == null) {
            return "; what was not removed is tried again";
        }
        return safe + ": make room or repair the folder, or name another with './busbar storage retention "
                + rule.table().tableName() + " " + KeepTime.text(rule.keep()) + " --export DIR'";
    }

    private static String firstLine(@Nullable Exception e) {
        return String.valueOf(e == null ? null : e.getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }
}
